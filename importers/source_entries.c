#include <string.h>

#include "engine/core/near.h"
#include "importers/source.h"
#include "importers/source_private.h"
#include "importers/table.h"
#include "importers/text/instant.h"
#include "importers/text/lines.h"
#include "importers/text/written.h"
#include "importers/text/zone.h"

static void column_clear(void *column)
{
    g_array_unref(((struct source_column *)column)->pieces);
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

/* "… # confirm": proposed, and nobody has looked at it yet; or a ? that nobody has filled in. */
static bool confirmed_check(struct source_reading *reading, const struct ini_entry *entry)
{
    const bool marked = g_str_has_suffix(entry->value, SOURCE_CONFIRM);
    if (strcmp(entry->value, "?") == 0) {
        entry_issue(reading, entry, ISSUE_SOURCE_UNCONFIRMED, NULL,
                    "write what stands for the ?, or take the line out where it says nothing");
        return false;
    }
    if (marked) {
        ini_issue(reading->ini, entry->line, NULL, ISSUE_SOURCE_UNCONFIRMED, entry->key, NULL,
                  NULL); /* of no key: one mend for all of them */
    }
    return !marked;
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

/* "rates.csv 2" */
static const char *pass_name(const struct source_reading *reading, const struct section *section)
{
    GStringChunk *strings = reading->source->strings;
    const char *file = words_input_file[section->file];
    return section->number > 1 ? issue_print(strings, "%s %u", file, section->number) : file;
}

const char *source_section_pass(const struct source_reading *reading, const char *section)
{
    struct section parsed;
    return section_parse(section, &parsed) ? pass_name(reading, &parsed) : NULL;
}

static struct source_pass *pass_new(enum input_file file, const char *name, uint32_t line)
{
    struct source_pass *pass = g_new0(struct source_pass, 1);
    *pass = (struct source_pass){
        .file = file,
        .name = name,
        .line = line,
        .glob = words_input_file[file],
        .delimiter = ',',
        .skip_without = g_array_new(FALSE, FALSE, sizeof(int)),
        .skip_without_theirs = g_ptr_array_new(),
        .zones = g_array_new(FALSE, FALSE, sizeof(struct source_zone)),
        .ignored = g_ptr_array_new(),
        .columns = g_array_new(FALSE, FALSE, sizeof(struct source_column)),
        .words = g_array_new(FALSE, FALSE, sizeof(struct source_word)),
    };
    g_array_set_clear_func(pass->columns, column_clear);
    return pass;
}

/* The pass of a section, made where none of its sections was met before. */
static struct source_pass *pass_of(struct source_reading *reading, const struct section *section,
                                   uint32_t line)
{
    GPtrArray *passes = reading->source->passes;
    const char *name = pass_name(reading, section);
    for (guint i = 0; i < passes->len; i++) {
        struct source_pass *pass = g_ptr_array_index(passes, i);
        if (strcmp(pass->name, name) == 0) {
            return pass;
        }
    }
    struct source_pass *pass = pass_new(section->file, name, line);
    g_ptr_array_add(passes, pass);
    return pass;
}

/* ---- texts --------------------------------------------------------------------------------------- */

/* Splits at a character, but not within quotation marks, nor where it is doubled and then stands for itself;
 * each part folded. False: a mark is not closed. */
static bool text_split(const char *text, char at, GPtrArray *parts)
{
    g_autoptr(GString) part = g_string_new(NULL);
    bool quoted = false;
    for (; *text; text++) {
        quoted ^= *text == '"';
        const bool itself = at == '&' && !quoted && text[0] == at && text[1] == at;
        text += itself;
        if (*text == at && !quoted && !itself) {
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

static void date_order_add(struct source_reading *reading, const struct ini_entry *entry,
                           enum date_order *ret_order)
{
    const int order = words_find(date_order_words, entry->value);
    if (order <= DATE_ORDER_UNKNOWN) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING,
                    "day month year, month day year or year month day", NULL);
    } else {
        *ret_order = (enum date_order)order;
    }
}

static void date_order_take(struct source_reading *reading, struct source_pass *pass,
                            const struct ini_entry *entry)
{
    date_order_add(reading, entry, &pass->date_order);
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

static void decimal_take(struct source_reading *reading, struct source_pass *pass,
                         const struct ini_entry *entry)
{
    pass->decimal_comma = strcmp(entry->value, "comma") == 0;
    if (!pass->decimal_comma && strcmp(entry->value, "point") != 0) {
        entry_issue(reading, entry, ISSUE_BAD_SETTING, "comma or point", NULL);
    }
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
    int files;   /* a bit each of those that have it */
    bool common; /* [all exports] has it */
} keys[] = {
    {"file", file_take, ANY_FILE, false},
    {"join", join_take, ANY_FILE, false},
    {"encoding", encoding_take, ANY_FILE, false},
    {"delimiter", delimiter_take, ANY_FILE, false},
    {"headings_line", headings_line_take, ANY_FILE, false},
    {"skip_rows_without", skip_take, ANY_FILE, false},
    {"date_order", date_order_take, ANY_FILE, true},
    {"zone", zone_take, ANY_FILE, true},
    {"decimal", decimal_take, ANY_FILE, true},
    {"all_day_end", all_day_end_take, BIT(INPUT_BLOCKS), false},
    {"lists", lists_take, BIT(INPUT_BLOCKS) | BIT(INPUT_OTHER_WORK), false},
    {"weekdays", weekdays_take, BIT(INPUT_SCHEDULES), false},
    {"ignore", ignore_take, ANY_FILE, false},
};

static void key_read(struct source_reading *reading, struct source_pass *pass,
                     const struct ini_entry *entry)
{
    static const char ZONE_OF[] = "zone of ";
    static const char ORDER_OF[] = "date_order of ";
    const bool zone = g_str_has_prefix(entry->key, ZONE_OF);
    if (zone || g_str_has_prefix(entry->key, ORDER_OF)) {
        const int column =
            column_named(reading, pass, entry, entry->key + strlen(zone ? ZONE_OF : ORDER_OF));
        if (column != NO_COLUMN && zone) {
            zone_add(reading, pass, entry, column);
        } else if (column != NO_COLUMN) {
            date_order_add(reading, entry, &pass->date_orders[column]);
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

/* Its value is read into a pass that nobody has. */
bool source_all_check(struct source_reading *reading, const struct ini_entry *entry)
{
    const uint32_t before = reading->ini->issues->count;
    const char *known[G_N_ELEMENTS(keys)];
    size_t count = 0;
    key_function *take = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (keys[i].common) {
            take = strcmp(keys[i].key, entry->key) == 0 ? keys[i].take : take;
            known[count++] = keys[i].key;
        }
    }
    if (!confirmed_check(reading, entry)) {
        return false;
    }
    if (take) {
        struct source_pass *pass = pass_new(INPUT_COMPANY, SOURCE_ALL, entry->line);
        take(reading, pass, entry);
        source_pass_free(pass);
    } else {
        key_issue(reading, entry, known, count, "date_order, zone or decimal in [" SOURCE_ALL "]");
    }
    return reading->ini->issues->count == before;
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

/* The line that says of the same word already; 0: none does, and from now on this one. */
static uint32_t word_line(struct source_reading *reading, const struct source_pass *pass,
                          const struct source_word *word)
{
    char *key =
        g_strdup_printf("%s\n%d\n%d\n%s", pass->name, word->column, (int)word->kind, word->theirs);
    const uint32_t before = GPOINTER_TO_UINT(g_hash_table_lookup(reading->words, key));
    if (before == 0) {
        g_hash_table_insert(reading->words, key, GUINT_TO_POINTER(word->line));
    } else {
        g_free(key);
    }
    return before;
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
        const uint32_t before = wrong ? 0 : word_line(reading, pass, &word);
        if (wrong) {
            ini_issue(reading->ini, entry->line, entry->key, ISSUE_BAD_SETTING, text, wrong, NULL);
        } else if (before != 0) {
            ini_issue(
                reading->ini, entry->line, entry->key, ISSUE_DUPLICATE_KEY, text,
                issue_print(source->strings, "each word once; line %u has it already", before),
                NULL);
        } else {
            g_array_append_val(pass->words, word);
        }
    }
}

/* ---- the file ------------------------------------------------------------------------------------ */

void source_entry_read(struct source_reading *reading, const struct ini_entry *entry)
{
    struct section section;
    if (strcmp(entry->section, SOURCE_ALL) == 0) {
        return; /* it stands in the sections for which it stands */
    }
    if (!section_parse(entry->section, &section)) {
        if (!entry->key) {
            entry_issue(
                reading, entry, ISSUE_UNKNOWN_SECTION,
                "a file of the month like [appointments.csv], a further pass [rates.csv 2], "
                "[appointments.csv columns], [appointments.csv values of status] or [" SOURCE_ALL
                "]",
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
