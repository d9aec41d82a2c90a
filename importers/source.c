#include "importers/source.h"

#include <string.h>

#include "engine/core/near.h"
#include "importers/table.h"
#include "importers/text/csv.h"
#include "importers/text/instant.h"
#include "importers/text/lines.h"
#include "importers/text/written.h"
#include "importers/text/zone.h"

/* What the ini file is read with. */
struct source_reading {
    const struct ini *ini;
    struct source *source;
};

static void column_clear(void *column)
{
    g_array_unref(((struct source_column *)column)->pieces);
}

static void pass_free(struct source_pass *pass)
{
    g_array_unref(pass->skip_without);
    g_ptr_array_unref(pass->skip_without_theirs);
    g_array_unref(pass->zones);
    g_ptr_array_unref(pass->ignored);
    g_array_unref(pass->columns);
    g_array_unref(pass->words);
    g_free(pass);
}

void source_free(struct source *source)
{
    if (source) {
        g_ptr_array_unref(source->passes);
        g_string_chunk_free(source->strings);
        g_free(source);
    }
}

/* ---- asking -------------------------------------------------------------------------------------- */

const struct source_pass *source_pass_next(const struct source *source, enum input_file file,
                                           const struct source_pass *last)
{
    bool passed = !last;
    for (guint i = 0; source && i < source->passes->len; i++) {
        const struct source_pass *pass = g_ptr_array_index(source->passes, i);
        if (passed && pass->file == file) {
            return pass;
        }
        passed |= pass == last;
    }
    return NULL;
}

const struct source_column *source_column_find(const struct source_pass *pass, int column)
{
    for (guint i = 0; i < pass->columns->len; i++) {
        const struct source_column *named = &g_array_index(pass->columns, struct source_column, i);
        if (named->column == column) {
            return named;
        }
    }
    return NULL;
}

const char *source_zone_of(const struct source_pass *pass, int column)
{
    const char *timezone = NULL;
    for (guint i = 0; i < pass->zones->len; i++) {
        const struct source_zone *zone = &g_array_index(pass->zones, struct source_zone, i);
        if (zone->column == column) {
            return zone->timezone;
        }
        timezone = zone->column == NO_COLUMN ? zone->timezone : timezone;
    }
    return timezone;
}

bool source_has_words(const struct source_pass *pass, int column)
{
    for (guint i = 0; i < pass->words->len; i++) {
        if (g_array_index(pass->words, struct source_word, i).column == column) {
            return true;
        }
    }
    return false;
}

/* ---- issues -------------------------------------------------------------------------------------- */

static void entry_issue(const struct source_reading *reading, const struct ini_entry *entry,
                        enum issue_code code, const char *expected, const char *mend)
{
    ini_issue(reading->ini, entry->line, entry->key, code, entry->value, expected, mend);
}

static void key_issue(const struct source_reading *reading, const struct ini_entry *entry,
                      const char *const *known, size_t count, const char *expected)
{
    ini_issue(reading->ini, entry->line, entry->key, ISSUE_UNKNOWN_KEY, entry->key, expected,
              issue_near_mend(reading->source->strings, near_find(entry->key, known, count)));
}

/* ---- sections ------------------------------------------------------------------------------------ */

enum section_kind { SECTION_FILE, SECTION_COLUMNS, SECTION_WORDS };

struct section {
    enum input_file file;
    uint32_t number; /* of the pass; 1: the first */
    enum section_kind kind;
    const char *of; /* the column of SECTION_WORDS, in the section's name */
};

enum { PASSES_MAX = 9 };

/* "rates.csv 2 values of kind" */
static bool section_parse(const char *name, struct section *ret_section)
{
    g_auto(GStrv) parts = g_strsplit(name, " ", 3);
    const size_t count = g_strv_length(parts);
    const int file = count > 0 ? words_find(words_input_file, parts[0]) : -1;
    if (file < 0 || !input_table_of((enum input_file)file)) {
        return false;
    }
    struct section section = {(enum input_file)file, 1, SECTION_FILE, NULL};
    const char *rest = name + strlen(parts[0]);
    if (count > 1 && strlen(parts[1]) == 1 && parts[1][0] >= '2' &&
        parts[1][0] <= '0' + PASSES_MAX) {
        section.number = (uint32_t)(parts[1][0] - '0');
        rest += 2;
    }
    static const char VALUES[] = " values of ";
    if (strcmp(rest, " columns") == 0) {
        section.kind = SECTION_COLUMNS;
    } else if (g_str_has_prefix(rest, VALUES)) {
        section.kind = SECTION_WORDS;
        section.of = rest + strlen(VALUES);
    } else if (*rest != '\0') {
        return false;
    }
    *ret_section = section;
    return true;
}

static gint pass_compare(gconstpointer left, gconstpointer right)
{
    const struct source_pass *a = *(const struct source_pass *const *)left;
    const struct source_pass *b = *(const struct source_pass *const *)right;
    return a->file != b->file ? (int)a->file - (int)b->file : strcmp(a->name, b->name);
}

/* The pass of a section, made where none of its sections was met before. */
static struct source_pass *pass_of(struct source_reading *reading, const struct section *section,
                                   uint32_t line)
{
    struct source *source = reading->source;
    g_autofree char *number =
        section->number > 1 ? g_strdup_printf(" %u", section->number) : g_strdup("");
    const char *name =
        issue_print(source->strings, "%s%s", words_input_file[section->file], number);
    for (guint i = 0; i < source->passes->len; i++) {
        struct source_pass *pass = g_ptr_array_index(source->passes, i);
        if (strcmp(pass->name, name) == 0) {
            return pass;
        }
    }
    struct source_pass *pass = g_new0(struct source_pass, 1);
    *pass = (struct source_pass){
        .file = section->file,
        .name = name,
        .line = line,
        .glob = words_input_file[section->file],
        .delimiter = ',',
        .skip_without = g_array_new(FALSE, FALSE, sizeof(int)),
        .skip_without_theirs = g_ptr_array_new(),
        .zones = g_array_new(FALSE, FALSE, sizeof(struct source_zone)),
        .ignored = g_ptr_array_new(),
        .columns = g_array_new(FALSE, FALSE, sizeof(struct source_column)),
        .words = g_array_new(FALSE, FALSE, sizeof(struct source_word)),
    };
    g_array_set_clear_func(pass->columns, column_clear);
    g_ptr_array_add(source->passes, pass);
    return pass;
}

/* ---- texts --------------------------------------------------------------------------------------- */

/* Splits at a character, but not within quotation marks; each part folded. False: a mark is not closed. */
static bool text_split(const char *text, char at, GPtrArray *parts)
{
    g_autoptr(GString) part = g_string_new(NULL);
    bool quoted = false;
    for (; *text; text++) {
        quoted ^= *text == '"';
        if (*text == at && !quoted) {
            g_ptr_array_add(parts, text_fold(part->str, false));
            g_string_truncate(part, 0);
        } else {
            g_string_append_c(part, *text);
        }
    }
    g_ptr_array_add(parts, text_fold(part->str, false));
    return !quoted;
}

/* "…" without its marks; NULL: it is in none. */
static const char *text_quoted(struct source *source, const char *text)
{
    const size_t length = strlen(text);
    return length >= 2 && text[0] == '"' && strchr(text + 1, '"') == text + length - 1
               ? g_string_chunk_insert_len(source->strings, text + 1, (gssize)length - 2)
               : NULL;
}

/* The column of that name; -1: an issue of the entry. */
static int column_named(const struct source_reading *reading, const struct source_pass *pass,
                        const struct ini_entry *entry, const char *name)
{
    const struct input_table *table = input_table_of(pass->file);
    const int column = input_column_find(table, name);
    if (column != NO_COLUMN && table->columns[column].kind != VALUE_NONE) {
        return column;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (size_t i = 0; i < table->column_count; i++) {
        g_ptr_array_add(names, (char *)table->columns[i].name);
    }
    ini_issue(
        reading->ini, entry->line, entry->key, ISSUE_UNKNOWN_KEY, name,
        issue_print(reading->source->strings, "a column of %s", words_input_file[pass->file]),
        column != NO_COLUMN
            ? "nothing reads it: take the line out"
            : issue_near_mend(reading->source->strings,
                              near_find(name, (const char *const *)names->pdata, names->len)));
    return NO_COLUMN;
}

/* ---- keys of a file ------------------------------------------------------------------------------ */

typedef void key_function(struct source_reading *, struct source_pass *, const struct ini_entry *);

static void file_take(struct source_reading *reading, struct source_pass *pass,
                      const struct ini_entry *entry)
{
    if (*entry->value == '\0' || *entry->value == '.' || strpbrk(entry->value, "/\\:")) {
        entry_issue(reading, entry, ISSUE_BAD_FILE_NAME,
                    "the name of a file in this directory, in which * may stand for some of it",
                    "");
        return;
    }
    pass->glob = g_string_chunk_insert(reading->source->strings, entry->value);
}

static void join_take(struct source_reading *reading, struct source_pass *pass,
                      const struct ini_entry *entry)
{
    pass->join = strcmp(entry->value, "yes") == 0;
    if (!pass->join && strcmp(entry->value, "no") != 0) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING, "yes or no", NULL);
    }
}

static void encoding_take(struct source_reading *reading, struct source_pass *pass,
                          const struct ini_entry *entry)
{
    g_autofree char *name = g_ascii_strup(entry->value, -1);
    const bool formed =
        *name && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == strlen(name);
    GIConv known = formed ? g_iconv_open("UTF-8", name) : (GIConv)-1;
    if (known == (GIConv)-1) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING,
                    "UTF-8, UTF-16, windows-1252 or another encoding", NULL);
        return;
    }
    g_iconv_close(known);
    pass->encoding =
        strcmp(name, "UTF-8") == 0 ? NULL : g_string_chunk_insert(reading->source->strings, name);
}

static void delimiter_take(struct source_reading *reading, struct source_pass *pass,
                           const struct ini_entry *entry)
{
    static const char *const names[] = {"comma", "semicolon", "tab", NULL};
    const int at = words_find(names, entry->value);
    if (at < 0) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING, "comma, semicolon or tab", NULL);
    } else {
        pass->delimiter = ",;\t"[at];
    }
}

static void headings_line_take(struct source_reading *reading, struct source_pass *pass,
                               const struct ini_entry *entry)
{
    enum { DIGITS_MAX = 4 };
    const size_t length = strspn(entry->value, "0123456789");
    pass->headings_line = (uint32_t)g_ascii_strtoull(entry->value, NULL, 10);
    if (length == 0 || length > DIGITS_MAX || entry->value[length] || pass->headings_line == 0) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING, "the number of a line from 1 to 9999", NULL);
    }
}

static void skip_take(struct source_reading *reading, struct source_pass *pass,
                      const struct ini_entry *entry)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    text_split(entry->value, ';', names);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        const int column = input_column_find(input_table_of(pass->file), name);
        if (column != NO_COLUMN) {
            g_array_append_val(pass->skip_without, column);
        } else if (*name) {
            g_ptr_array_add(pass->skip_without_theirs,
                            g_string_chunk_insert(reading->source->strings, name));
        }
    }
}

static void date_order_take(struct source_reading *reading, struct source_pass *pass,
                            const struct ini_entry *entry)
{
    const int order = words_find(date_order_words, entry->value);
    if (order <= DATE_ORDER_UNKNOWN) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING,
                    "day month year, month day year or year month day", NULL);
    } else {
        pass->date_order = (enum date_order)order;
    }
}

static void zone_add(struct source_reading *reading, struct source_pass *pass,
                     const struct ini_entry *entry, int column)
{
    /* Zones are places, but for the one that exports are most often in. */
    const char *timezone = strcmp(entry->value, "UTC") == 0 ? "Etc/UTC" : entry->value;
    if (!zone_clock(timezone)) {
        g_autofree char *mend = zone_mend(timezone);
        entry_issue(reading, entry, ISSUE_UNKNOWN_ZONE, NULL, mend);
        return;
    }
    const struct source_zone zone = {
        column, g_string_chunk_insert(reading->source->strings, timezone), entry->line};
    g_array_append_val(pass->zones, zone);
}

static void zone_take(struct source_reading *reading, struct source_pass *pass,
                      const struct ini_entry *entry)
{
    zone_add(reading, pass, entry, NO_COLUMN);
}

static void all_day_end_take(struct source_reading *reading, struct source_pass *pass,
                             const struct ini_entry *entry)
{
    pass->all_day_end_exclusive = strcmp(entry->value, "exclusive") == 0;
    if (!pass->all_day_end_exclusive && strcmp(entry->value, "inclusive") != 0) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING, "exclusive or inclusive", NULL);
    }
}

static void lists_take(struct source_reading *reading, struct source_pass *pass,
                       const struct ini_entry *entry)
{
    pass->lists_overlapping = strcmp(entry->value, "overlapping") == 0;
    if (!pass->lists_overlapping && strcmp(entry->value, "starting") != 0) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING,
                    "overlapping, where the file has all that reaches into the period, or starting",
                    NULL);
    }
}

int source_weekday_find(const char *text)
{
    for (int i = MON; i <= SUN; i++) {
        if (g_ascii_strcasecmp(text, words_weekday[i]) == 0 ||
            g_ascii_strcasecmp(text, written_weekday_names[i]) == 0) {
            return i;
        }
    }
    return -1;
}

static void weekdays_take(struct source_reading *reading, struct source_pass *pass,
                          const struct ini_entry *entry)
{
    g_auto(GStrv) ends = g_strsplit(entry->value, "..", 2);
    const bool two = g_strv_length(ends) == 2;
    const int first = two ? source_weekday_find(g_strstrip(ends[0])) : -1;
    const int last = two ? source_weekday_find(g_strstrip(ends[1])) : -1;
    if (first < 0 || last < first) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING, "the first and the last day, like Mon..Sun",
                    NULL);
        return;
    }
    for (int i = first; i <= last; i++) {
        pass->weekdays[i] = true;
    }
}

static void ignore_take(struct source_reading *reading, struct source_pass *pass,
                        const struct ini_entry *entry)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    if (!text_split(entry->value, ';', names)) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING, "headings, separated by ;", NULL);
    }
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        const char *plain = text_quoted(reading->source, name);
        if (*name) {
            g_ptr_array_add(pass->ignored,
                            g_string_chunk_insert(reading->source->strings, plain ? plain : name));
        }
    }
}

#define BIT(file) (1U << (file))
enum { ANY_FILE = -1 };
static const struct {
    const char *key;
    key_function *take;
    int files; /* a bit each of those that have it */
} keys[] = {
    {"file", file_take, ANY_FILE},
    {"join", join_take, ANY_FILE},
    {"encoding", encoding_take, ANY_FILE},
    {"delimiter", delimiter_take, ANY_FILE},
    {"headings_line", headings_line_take, ANY_FILE},
    {"skip_rows_without", skip_take, ANY_FILE},
    {"date_order", date_order_take, ANY_FILE},
    {"zone", zone_take, ANY_FILE},
    {"all_day_end", all_day_end_take, BIT(INPUT_BLOCKS)},
    {"lists", lists_take, BIT(INPUT_BLOCKS) | BIT(INPUT_OTHER_WORK)},
    {"weekdays", weekdays_take, BIT(INPUT_SCHEDULES)},
    {"ignore", ignore_take, ANY_FILE},
};

static void key_read(struct source_reading *reading, struct source_pass *pass,
                     const struct ini_entry *entry)
{
    static const char ZONE_OF[] = "zone of ";
    if (g_str_has_prefix(entry->key, ZONE_OF)) {
        const int column = column_named(reading, pass, entry, entry->key + strlen(ZONE_OF));
        if (column != NO_COLUMN) {
            zone_add(reading, pass, entry, column);
        }
        return;
    }
    const char *known[G_N_ELEMENTS(keys)];
    size_t count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (!(keys[i].files & (int)BIT(pass->file))) {
            continue;
        }
        if (strcmp(keys[i].key, entry->key) == 0) {
            keys[i].take(reading, pass, entry);
            return;
        }
        known[count++] = keys[i].key;
    }
    key_issue(reading, entry, known, count,
              issue_print(reading->source->strings, "a key of [%s]", pass->name));
}

/* ---- columns ------------------------------------------------------------------------------------- */

/* Whether a text of our own stands for one of ours, where the column has words. */
static bool ours_check(struct source_reading *reading, const struct source_pass *pass,
                       const struct ini_entry *entry, int column, const char *ours)
{
    const struct input_column *form = &input_table_of(pass->file)->columns[column];
    if (form->kind != VALUE_WORD || words_find(form->words, ours) >= 0) {
        return true;
    }
    const size_t count = g_strv_length((char **)form->words);
    ini_issue(reading->ini, entry->line, entry->key, ISSUE_BAD_CHOICE, ours,
              issue_print(reading->source->strings, "a word of %s", form->name),
              issue_near_mend(reading->source->strings, near_find(ours, form->words, count)));
    return false;
}

static void column_read(struct source_reading *reading, struct source_pass *pass,
                        const struct ini_entry *entry)
{
    struct source *source = reading->source;
    const bool is_end = pass->file == INPUT_APPOINTMENTS && strcmp(entry->key, "end") == 0;
    struct source_column column = {
        .column = column_named(reading, pass, entry, is_end ? "duration_minutes" : entry->key),
        .is_end = is_end,
        .text = g_string_chunk_insert(source->strings, entry->value),
        .line = entry->line};
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    bool good = text_split(entry->value, '&', parts) && column.column != NO_COLUMN;
    column.pieces = g_array_new(FALSE, FALSE, sizeof(struct source_piece));
    for (guint i = 0; i < parts->len; i++) {
        const char *part = g_ptr_array_index(parts, i);
        const char *constant = text_quoted(source, part);
        const struct source_piece piece = {
            constant ? constant : g_string_chunk_insert(source->strings, part), constant != NULL};
        g_array_append_val(column.pieces, piece);
        good = good && (constant || (*part && !strchr(part, '"')));
    }
    const struct source_piece *first = &g_array_index(column.pieces, struct source_piece, 0);
    if (column.column != NO_COLUMN && !good) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING,
                    "headings and texts in quotation marks, joined by &", NULL);
    } else if (good && source_column_find(pass, column.column)) {
        entry_issue(reading, entry, ISSUE_DUPLICATE_KEY, "end or duration_minutes, not both", NULL);
    } else if (good && (parts->len > 1 || !first->constant ||
                        ours_check(reading, pass, entry, column.column, first->text))) {
        g_array_append_val(pass->columns, column);
        return;
    }
    g_array_unref(column.pieces);
}

/* A file in our headings: each column of it that is there, as it is. */
static void columns_of_ours(struct source_pass *pass)
{
    const struct input_table *table = input_table_of(pass->file);
    for (size_t i = 0; i < table->column_count; i++) {
        struct source_column column = {.column = (int)i,
                                       .text = table->columns[i].name,
                                       .pieces =
                                           g_array_new(FALSE, FALSE, sizeof(struct source_piece)),
                                       .line = pass->line};
        const struct source_piece piece = {column.text, false};
        g_array_append_val(column.pieces, piece);
        g_array_append_val(pass->columns, column);
    }
}

/* ---- words --------------------------------------------------------------------------------------- */

static const char BLANK[] = "(blank)";
static const char OWN_NAME[] = "(own name)";

/* Words that authorise a booking stand for what somebody wrote. */
static bool is_authorising(const struct source_pass *pass, int column, const char *ours)
{
    static const char *const authorising[] = {"cs", "consultant_sourcing", "user_support", NULL};
    return pass->file == INPUT_APPOINTMENTS &&
           strcmp(appointments_table.columns[column].name, "booked_by") == 0 &&
           g_strv_contains(authorising, ours);
}

/* What is wrong with one of theirs; NULL: nothing. */
static const char *word_wrong(const struct source_pass *pass, const struct source_word *word)
{
    const char *name = input_table_of(pass->file)->columns[word->column].name;
    if (word->kind == SOURCE_WORD_BLANK && is_authorising(pass, word->column, word->ours)) {
        return "a word of theirs: a blank cell tells of nobody, and this authorises";
    }
    if (word->kind == SOURCE_WORD_OWN_NAME &&
        (strcmp(name, "booked_by") != 0 || strcmp(word->ours, "consultant") != 0)) {
        return "(own name) where booked_by is consultant";
    }
    return word->kind == SOURCE_WORD_TEXT && *word->theirs == '\0' ? "a word of theirs" : NULL;
}

/* That another line says of the same; NULL: none does. */
static const struct source_word *word_again(const struct source_pass *pass,
                                            const struct source_word *word)
{
    for (guint i = 0; i < pass->words->len; i++) {
        const struct source_word *other = &g_array_index(pass->words, struct source_word, i);
        if (other->column == word->column && other->kind == word->kind &&
            strcmp(other->theirs, word->theirs) == 0) {
            return other;
        }
    }
    return NULL;
}

static void words_read(struct source_reading *reading, struct source_pass *pass,
                       const struct ini_entry *entry, int column)
{
    struct source *source = reading->source;
    const char *ours = strcmp(entry->key, BLANK) == 0 ? "" : entry->key;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    if (*ours && !ours_check(reading, pass, entry, column, ours)) {
        return;
    }
    if (!text_split(entry->value, ';', texts)) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING, "their words, separated by ;", NULL);
    }
    for (guint i = 0; i < texts->len; i++) {
        const char *text = g_ptr_array_index(texts, i);
        const char *plain = text_quoted(source, text);
        g_autofree char *theirs = text_fold(plain ? plain : text, true);
        struct source_word word = {.column = column,
                                   .ours = g_string_chunk_insert_const(source->strings, ours),
                                   .theirs = "",
                                   .shown =
                                       g_string_chunk_insert(source->strings, plain ? plain : text),
                                   .line = entry->line};
        word.kind = strcmp(text, BLANK) == 0      ? SOURCE_WORD_BLANK
                    : strcmp(text, OWN_NAME) == 0 ? SOURCE_WORD_OWN_NAME
                                                  : SOURCE_WORD_TEXT;
        if (word.kind == SOURCE_WORD_TEXT) {
            word.theirs = g_string_chunk_insert_const(source->strings, theirs);
        }
        const char *wrong = word_wrong(pass, &word);
        const struct source_word *again = word_again(pass, &word);
        if (wrong) {
            ini_issue(reading->ini, entry->line, entry->key, ISSUE_BAD_SETTING, text, wrong, NULL);
        } else if (again) {
            ini_issue(
                reading->ini, entry->line, entry->key, ISSUE_DUPLICATE_KEY, text,
                issue_print(source->strings, "each word once; line %u has it already", again->line),
                NULL);
        } else {
            g_array_append_val(pass->words, word);
        }
    }
}

/* ---- the file ------------------------------------------------------------------------------------ */

/* "… # confirm": proposed, and nobody has looked at it yet. */
static bool confirmed_check(struct source_reading *reading, const struct ini_entry *entry)
{
    static const char MARK[] = "# confirm";
    const bool marked = g_str_has_suffix(entry->value, MARK);
    if (marked) {
        ini_issue(reading->ini, entry->line, NULL, ISSUE_SOURCE_UNCONFIRMED, entry->key, NULL,
                  NULL); /* of no key: one mend for all of them */
    }
    return !marked;
}

static void entry_read(struct source_reading *reading, const struct ini_entry *entry)
{
    struct section section;
    if (!section_parse(entry->section, &section)) {
        if (!entry->key) {
            entry_issue(
                reading, entry, ISSUE_UNKNOWN_SECTION,
                "a file of the month like [appointments.csv], a further pass [rates.csv 2], "
                "[appointments.csv columns] or [appointments.csv values of status]",
                NULL);
        }
        return;
    }
    struct source_pass *pass = pass_of(reading, &section, entry->line);
    const int column = section.kind != SECTION_WORDS ? NO_COLUMN
                       : entry->key ? input_column_find(input_table_of(pass->file), section.of)
                                    : column_named(reading, pass, entry, section.of);
    if (!entry->key || !confirmed_check(reading, entry)) {
        return;
    }
    if (section.kind == SECTION_FILE) {
        key_read(reading, pass, entry);
    } else if (section.kind == SECTION_COLUMNS) {
        column_read(reading, pass, entry);
    } else if (column != NO_COLUMN) {
        words_read(reading, pass, entry, column);
    }
}

/* A further pass that names no file reads the first one's again: what it leaves out is as there. */
static void pass_inherit(struct source_reading *reading, struct source_pass *pass)
{
    const struct source_pass *first = source_pass_next(reading->source, pass->file, NULL);
    if (pass == first || ini_find(reading->ini, pass->name, "file")) {
        return;
    }
    pass->glob = first->glob;
    pass->join = first->join;
    pass->encoding = first->encoding;
    pass->delimiter = first->delimiter;
    pass->headings_line = first->headings_line;
    pass->date_order = pass->date_order ? pass->date_order : first->date_order;
    pass->all_day_end_exclusive |= first->all_day_end_exclusive;
    pass->lists_overlapping |= first->lists_overlapping;
    memcpy(pass->weekdays, first->weekdays, sizeof pass->weekdays);
    if (pass->skip_without->len + pass->skip_without_theirs->len == 0) {
        g_array_append_vals(pass->skip_without, first->skip_without->data,
                            first->skip_without->len);
        for (guint i = 0; i < first->skip_without_theirs->len; i++) {
            g_ptr_array_add(pass->skip_without_theirs, first->skip_without_theirs->pdata[i]);
        }
    }
    if (pass->zones->len == 0) {
        g_array_append_vals(pass->zones, first->zones->data, first->zones->len);
    }
    const guint own_words = pass->words->len;
    for (guint i = 0; i < first->words->len; i++) {
        const struct source_word word = g_array_index(first->words, struct source_word, i);
        bool own = false;
        for (guint at = 0; at < own_words; at++) {
            own |= g_array_index(pass->words, struct source_word, at).column == word.column;
        }
        if (!own) {
            g_array_append_val(pass->words, word);
        }
    }
    for (guint i = 0; i < first->columns->len; i++) {
        const struct source_column column = g_array_index(first->columns, struct source_column, i);
        if (!source_column_find(pass, column.column)) {
            g_array_ref(column.pieces);
            g_array_append_val(pass->columns, column);
        }
    }
}

static bool has_weekdays(const struct source_pass *pass)
{
    return memchr(pass->weekdays, (int)true, sizeof pass->weekdays) != NULL;
}

/* Columns that must be there are named; those that stand in days that are columns are not. */
static void columns_check(struct source_reading *reading, const struct source_pass *pass)
{
    static const char *const of_days[] = {"weekday", "start", "end", NULL};
    const struct input_table *table = input_table_of(pass->file);
    g_autofree char *section = g_strdup_printf("%s columns", pass->name);
    const struct ini_entry *begins = ini_find(reading->ini, section, NULL);
    const uint32_t line = begins ? begins->line : pass->line;
    for (size_t i = 0; i < table->column_count; i++) {
        const char *name = table->columns[i].name;
        const bool of_day = has_weekdays(pass) && g_strv_contains(of_days, name);
        const struct source_column *named = source_column_find(pass, (int)i);
        if (of_day && named) {
            ini_issue(reading->ini, named->line, name, ISSUE_UNKNOWN_KEY, name,
                      "no column for what the days of weekdays say", "take the line out");
        } else if (!of_day && !named && table->columns[i].need != OPTIONAL) {
            ini_issue(reading->ini, line, name, ISSUE_MISSING_KEY, "",
                      "which column of theirs it is",
                      issue_print(reading->source->strings, "add it to [%s columns]", pass->name));
        }
    }
}

/* As many headings as a file is read by at most, days among them. */
static void headings_check(struct source_reading *reading, const struct source_pass *pass)
{
    size_t count = has_weekdays(pass) ? SUN + 1 : 0;
    for (guint i = 0; i < pass->columns->len; i++) {
        count += g_array_index(pass->columns, struct source_column, i).pieces->len;
    }
    count += pass->skip_without_theirs->len;
    if (count > CSV_COLUMNS_MAX) {
        ini_issue(reading->ini, pass->line, NULL, ISSUE_BAD_SETTING, pass->name,
                  issue_print(reading->source->strings, "at most %d headings", CSV_COLUMNS_MAX),
                  NULL);
    }
}

/* One value has one zone. */
static void zones_check(struct source_reading *reading, const struct source_pass *pass)
{
    if (pass->file != INPUT_APPOINTMENTS) {
        return;
    }
    const int start = input_column_find(&appointments_table, "start");
    const int timezone = input_column_find(&appointments_table, "timezone");
    const struct source_column *named = pass->own ? NULL : source_column_find(pass, timezone);
    if (named && source_zone_of(pass, start)) {
        ini_issue(reading->ini, named->line, "timezone", ISSUE_TWO_ZONES, named->text, NULL, NULL);
    }
}

struct source *source_read(const struct ini *ini)
{
    struct source *source = g_new0(struct source, 1);
    source->passes = g_ptr_array_new_with_free_func((GDestroyNotify)pass_free);
    source->strings = g_string_chunk_new(1024);
    struct source_reading reading = {ini, source};
    const uint32_t issues = ini->issues->count;
    for (guint i = 0; i < ini->entries->len; i++) {
        entry_read(&reading, &g_array_index(ini->entries, struct ini_entry, i));
    }
    g_ptr_array_sort(source->passes, pass_compare);
    for (guint i = 0; i < source->passes->len; i++) {
        struct source_pass *pass = g_ptr_array_index(source->passes, i);
        pass_inherit(&reading, pass);
        pass->several = source_pass_next(source, pass->file, NULL) != pass ||
                        source_pass_next(source, pass->file, pass) != NULL;
        pass->own = pass->columns->len == 0 && !has_weekdays(pass);
        if (pass->own) {
            columns_of_ours(pass);
        } else if (ini->issues->count == issues) { /* else what is missing may be what is wrong */
            columns_check(&reading, pass);
        }
        headings_check(&reading, pass);
        zones_check(&reading, pass);
    }
    return source;
}
