#include "importers/translate.h"

#include <string.h>

#include "engine/core/money.h"
#include "importers/text/instant.h"
#include "importers/text/lines.h"
#include "importers/text/written.h"

enum { DAYS = SUN + 1, TEXTS_CLEARED = 64, DATES_KNOWN = 4096 };

/* What is to be done with the value of a column, told once by its kind. */
enum manner { AS_IT_IS, AS_DATE, AS_DURATION, AS_AMOUNT, AS_BSB, AS_ANSWER };

/* A column of ours, and where it comes from. */
struct from {
    const struct source_column *named; /* NULL: it is blank, or of the days */
    enum manner manner;
    GArray *places;    /* size_t by piece: the column of theirs; SIZE_MAX: a constant */
    GHashTable *words; /* theirs, folded -> struct word; NULL: it has none */
    GHashTable *known; /* theirs as written -> struct word, of those met before */
    struct word *blank;
    struct word *own_name;
};

/* What a word was taken for. */
struct word {
    int column;
    const char *ours; /* NULL: nobody says what it is */
    const char *theirs;
    uint32_t rows;
    uint32_t line; /* the first */
};

/* A date as it is written, and as ours is. */
struct rewritten {
    char text[WRITTEN_SIZE];
    char written[WRITTEN_SIZE];
};

struct translation {
    const struct source_pass *pass;
    const struct input_table *table;
    const char *name;
    store_import *import;
    struct csv_column columns[CSV_COLUMNS_MAX]; /* theirs */
    size_t column_count;
    struct csv_export as;
    size_t *needed;
    struct from from[CSV_COLUMNS_MAX];
    size_t days[DAYS];        /* the column of theirs of each weekday; SIZE_MAX: none */
    int partner;              /* our column of the partner; NO_COLUMN */
    GPtrArray *words;         /* of struct word *, in the order in which they are named or met */
    GHashTable *names;        /* partner_id -> GStrv of folded names */
    GHashTable *folded_names; /* theirs -> folded as a name */
    struct rewritten *dates;  /* DATES_KNOWN, by the hash of the text */
    GPtrArray *elsewhere;     /* of const char *: headings of other passes */
    GStringChunk *strings;
    uint32_t blank_rows; /* without a row of ours, for a cell that must be filled is blank */
    int blank_column;
    uint32_t bsb_zeros;

    /* the row being read */
    const struct csv_record *theirs;
    const char *values[CSV_COLUMNS_MAX];
    const char *found[CSV_COLUMNS_MAX];
    const char *headings[CSV_COLUMNS_MAX];
    const char *zones[CSV_COLUMNS_MAX];
    uint32_t positions[CSV_COLUMNS_MAX];
    GStringChunk *texts;
    uint32_t rows_since; /* texts was cleared */
    bool done;
    int weekday; /* of the days that are columns */
    char **spans;
    char **span; /* the next of them */
};

/* ---- making one ---------------------------------------------------------------------------------- */

/* Theirs of that heading, which several of ours may come from. */
static size_t theirs_add(struct translation *translation, const char *heading, bool required)
{
    for (size_t i = 0; i < translation->column_count; i++) {
        if (strcmp(translation->columns[i].name, heading) == 0) {
            translation->columns[i].required |= required;
            return i;
        }
    }
    CHECK(translation->column_count < CSV_COLUMNS_MAX);
    translation->columns[translation->column_count] =
        (struct csv_column){.name = heading, .required = required};
    return translation->column_count++;
}

static enum manner manner_of(const struct source_pass *pass, const struct source_column *named)
{
    const struct input_column *form = &input_table_of(pass->file)->columns[named->column];
    const bool edge = strcmp(form->name, "start") == 0 || strcmp(form->name, "end") == 0;
    switch (form->kind) {
    case VALUE_DAY_FROM:
    case VALUE_DAY_TO:
    case VALUE_LAST_DAY:
    case VALUE_STAMP_FROM:
    case VALUE_STAMP_TO:
        return AS_DATE;
    case VALUE_OWN:
        return edge ? AS_DATE : strcmp(form->name, "hourly_rate") == 0 ? AS_AMOUNT : AS_IT_IS;
    case VALUE_WORD:
        return form->words == words_answer ? AS_ANSWER : AS_IT_IS;
    default:
        return named->is_end ? AS_DURATION : strcmp(form->name, "bsb") == 0 ? AS_BSB : AS_IT_IS;
    }
}

static void from_fill(struct translation *translation, const struct source_column *named)
{
    struct from *from = &translation->from[named->column];
    const bool required =
        !translation->pass->own || translation->table->columns[named->column].need != OPTIONAL;
    from->named = named;
    from->manner = manner_of(translation->pass, named);
    from->places = g_array_new(FALSE, FALSE, sizeof(size_t));
    for (guint i = 0; i < named->pieces->len; i++) {
        const struct source_piece *piece = &g_array_index(named->pieces, struct source_piece, i);
        const size_t place =
            piece->constant ? SIZE_MAX : theirs_add(translation, piece->text, required);
        g_array_append_val(from->places, place);
        if (place != SIZE_MAX && !translation->headings[named->column]) {
            translation->headings[named->column] = piece->text;
        }
    }
    translation->zones[named->column] = source_zone_of(
        translation->pass,
        named->is_end ? input_column_find(translation->table, "start") : named->column);
}

static struct word *word_new(struct translation *translation, int column, const char *ours,
                             const char *theirs)
{
    struct word *word = g_new0(struct word, 1);
    *word = (struct word){.column = column,
                          .ours = ours,
                          .theirs = g_string_chunk_insert(translation->strings, theirs)};
    g_ptr_array_add(translation->words, word);
    return word;
}

static void words_fill(struct translation *translation)
{
    for (guint i = 0; i < translation->pass->words->len; i++) {
        const struct source_word *named =
            &g_array_index(translation->pass->words, struct source_word, i);
        struct from *from = &translation->from[named->column];
        struct word *word = word_new(translation, named->column, named->ours, named->shown);
        if (!from->words) {
            from->words = g_hash_table_new(g_str_hash, g_str_equal);
            from->known = g_hash_table_new(g_str_hash, g_str_equal);
        }
        if (named->kind == SOURCE_WORD_TEXT) {
            g_hash_table_insert(from->words, (char *)named->theirs, word);
        } else if (named->kind == SOURCE_WORD_BLANK) {
            from->blank = word;
        } else {
            from->own_name = word;
        }
    }
}

/* Of each weekday the heading under which it is: short or long, as the file has it. */
static void days_fill(struct translation *translation)
{
    for (int day = MON; day <= SUN; day++) {
        translation->days[day] = translation->pass->weekdays[day]
                                     ? theirs_add(translation, written_weekday_names[day], true)
                                     : SIZE_MAX;
        if (translation->days[day] != SIZE_MAX) {
            translation->columns[translation->days[day]].also = words_weekday[day];
        }
    }
}

struct translation *translation_new(const struct source_pass *pass, const char *name,
                                    store_import *import)
{
    struct translation *translation = g_new0(struct translation, 1);
    *translation = (struct translation){
        .pass = pass,
        .table = input_table_of(pass->file),
        .name = name,
        .import = import,
        .words = g_ptr_array_new_with_free_func(g_free),
        .names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev),
        .folded_names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .dates = g_new0(struct rewritten, DATES_KNOWN),
        .elsewhere = g_ptr_array_new(),
        .strings = g_string_chunk_new(1024),
        .texts = g_string_chunk_new(1024),
    };
    translation->partner = translation->table->partner_column;
    for (size_t i = 0; i < translation->table->column_count; i++) {
        translation->values[i] = translation->found[i] = "";
        translation->positions[i] = CSV_COLUMNS_MAX + (uint32_t)i;
    }
    for (guint i = 0; i < pass->columns->len; i++) {
        from_fill(translation, &g_array_index(pass->columns, struct source_column, i));
    }
    days_fill(translation);
    words_fill(translation);
    translation->needed =
        g_new0(size_t, pass->skip_without->len + pass->skip_without_theirs->len + 1);
    for (guint i = 0; i < pass->skip_without_theirs->len; i++) {
        translation->needed[translation->as.needed_count++] =
            theirs_add(translation, pass->skip_without_theirs->pdata[i], true);
    }
    for (guint i = 0; i < pass->skip_without->len; i++) {
        const struct from *from = &translation->from[g_array_index(pass->skip_without, int, i)];
        const size_t place = from->places ? g_array_index(from->places, size_t, 0) : SIZE_MAX;
        if (place != SIZE_MAX) {
            translation->needed[translation->as.needed_count++] = place;
        }
    }
    translation->as.section = pass->name;
    translation->as.encoding = pass->encoding;
    translation->as.delimiter = pass->delimiter;
    translation->as.headings_line = pass->headings_line;
    translation->as.needed = translation->needed;
    translation->as.ignored = pass->ignored;
    translation->as.elsewhere = translation->elsewhere;
    return translation;
}

void translation_free(struct translation *translation)
{
    if (!translation) {
        return;
    }
    for (size_t i = 0; i < translation->table->column_count; i++) {
        struct from *from = &translation->from[i];
        g_clear_pointer(&from->places, g_array_unref);
        g_clear_pointer(&from->words, g_hash_table_unref);
        g_clear_pointer(&from->known, g_hash_table_unref);
    }
    g_ptr_array_unref(translation->words);
    g_ptr_array_unref(translation->elsewhere);
    g_free(translation->dates);
    g_hash_table_unref(translation->names);
    g_hash_table_unref(translation->folded_names);
    g_string_chunk_free(translation->strings);
    g_string_chunk_free(translation->texts);
    g_strfreev(translation->spans);
    g_free(translation->needed);
    g_free(translation);
}

struct csv_format translation_format(const struct translation *translation)
{
    return (struct csv_format){translation->name, (uint32_t)translation->pass->file,
                               translation->columns, translation->column_count, &translation->as};
}

void translation_leave(struct translation *translation, const struct source_pass *other)
{
    for (guint i = 0; i < other->columns->len; i++) {
        const GArray *pieces = g_array_index(other->columns, struct source_column, i).pieces;
        for (guint at = 0; at < pieces->len; at++) {
            const struct source_piece *piece = &g_array_index(pieces, struct source_piece, at);
            g_ptr_array_add(translation->elsewhere, (char *)piece->text);
        }
    }
    for (guint i = 0; i < other->skip_without_theirs->len; i++) {
        g_ptr_array_add(translation->elsewhere, other->skip_without_theirs->pdata[i]);
    }
    for (guint i = 0; i < other->ignored->len; i++) {
        g_ptr_array_add(translation->elsewhere, g_ptr_array_index(other->ignored, i));
    }
    for (int day = MON; day <= SUN; day++) {
        if (other->weekdays[day]) {
            g_ptr_array_add(translation->elsewhere, (char *)written_weekday_names[day]);
            g_ptr_array_add(translation->elsewhere, (char *)words_weekday[day]);
        }
    }
}

const char *const *translation_headings(const struct translation *translation)
{
    return translation->headings;
}

/* ---- names --------------------------------------------------------------------------------------- */

/* A name without case, accents, points and title. */
static char *name_fold(const char *name)
{
    static const char *const titles[] = {"dr", "mr",   "mrs",       "ms", "miss",
                                         "mx", "prof", "professor", NULL};
    g_autofree char *apart = g_utf8_normalize(name, -1, G_NORMALIZE_NFKD);
    g_autoptr(GString) plain = g_string_new(NULL);
    for (const char *at = apart ? apart : ""; *at; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);
        const bool apostrophe = character == '\'' || character == 0x2019;
        if (g_unichar_isalnum(character)) {
            g_string_append_unichar(plain, character);
        } else if (!g_unichar_ismark(character) && !apostrophe) {
            g_string_append_c(plain, ' ');
        }
    }
    g_autofree char *folded = text_fold(plain->str, true);
    const char *space = strchr(folded, ' ');
    g_autofree char *first = space ? g_strndup(folded, (size_t)(space - folded)) : g_strdup("");
    return g_strdup(g_strv_contains(titles, first) ? space + 1 : folded);
}

/* Whether it is the legal or the trading name of the row's partner. */
static bool is_own_name(struct translation *translation, const char *text, GError **error)
{
    const char *partner_id =
        translation->partner == NO_COLUMN ? "" : translation->values[translation->partner];
    char **names = g_hash_table_lookup(translation->names, partner_id);
    if (!names) {
        g_auto(GStrv) known = NULL;
        if (!store_import_names(translation->import, partner_id, &known, error)) {
            return false;
        }
        g_autoptr(GStrvBuilder) folded = g_strv_builder_new();
        for (char **name = known; *name; name++) {
            g_autofree char *plain = name_fold(*name);
            if (*plain) {
                g_strv_builder_add(folded, plain);
            }
        }
        names = g_strv_builder_end(folded);
        g_hash_table_insert(translation->names, g_strdup(partner_id), names);
    }
    const char *folded = g_hash_table_lookup(translation->folded_names, text);
    if (!folded) {
        folded = name_fold(text);
        g_hash_table_insert(translation->folded_names, g_strdup(text), (char *)folded);
    }
    return g_strv_contains((const char *const *)names, folded);
}

/* ---- values -------------------------------------------------------------------------------------- */

static const char *keep(struct translation *translation, const char *text)
{
    return g_string_chunk_insert(translation->texts, text);
}

/* Without spaces at its ends, which quotation marks keep. */
static const char *text_trim(struct translation *translation, const char *text)
{
    const char *begin = text;
    while (g_unichar_isspace(g_utf8_get_char(begin))) {
        begin = g_utf8_next_char(begin);
    }
    const char *last = begin + strlen(begin);
    while (last > begin && g_unichar_isspace(g_utf8_get_char(g_utf8_prev_char(last)))) {
        last = g_utf8_prev_char(last);
    }
    return *last ? g_string_chunk_insert_len(translation->texts, begin, last - begin) : begin;
}

/* Theirs, joined. */
static const char *text_join(struct translation *translation, const struct from *from)
{
    const GArray *pieces = from->named->pieces;
    if (pieces->len == 1) {
        const size_t place = g_array_index(from->places, size_t, 0);
        return place == SIZE_MAX ? g_array_index(pieces, struct source_piece, 0).text
                                 : text_trim(translation, translation->theirs->values[place]);
    }
    g_autoptr(GString) joined = g_string_new(NULL);
    bool filled = false;
    for (guint i = 0; i < pieces->len; i++) {
        const size_t place = g_array_index(from->places, size_t, i);
        const char *text = place == SIZE_MAX ? g_array_index(pieces, struct source_piece, i).text
                                             : translation->theirs->values[place];
        filled |= place != SIZE_MAX && !text_is_blank(text);
        g_string_append(joined, text);
    }
    /* What stands between blanks says nothing. */
    return filled ? keep(translation, g_strstrip(joined->str)) : "";
}

/* The word's row of a text; one that nobody named has no word of ours. */
static struct word *word_find(struct translation *translation, struct from *from, const char *text,
                              GError **error)
{
    if (text_is_blank(text)) {
        return from->blank;
    }
    struct word *word = g_hash_table_lookup(from->known, text);
    if (word) {
        return word;
    }
    g_autofree char *folded = text_fold(text, true);
    word = g_hash_table_lookup(from->words, folded);
    const bool named = word && word->ours;
    if (!named && from->own_name && is_own_name(translation, text, error)) {
        return from->own_name;
    }
    if (!word) {
        word = word_new(translation, from->named->column, NULL, text);
        g_hash_table_insert(from->words, g_string_chunk_insert(translation->strings, folded), word);
    }
    if (named) {
        g_hash_table_insert(from->known, g_string_chunk_insert(translation->strings, text), word);
    }
    return word;
}

static const char *answer_plain(const char *text)
{
    static const char *const yes[] = {"yes", "y", "true", "1", NULL};
    static const char *const no[] = {"no", "n", "false", "0", NULL};
    g_autofree char *small = g_ascii_strdown(text, -1);
    return g_strv_contains(yes, small) ? "yes" : g_strv_contains(no, small) ? "no" : text;
}

/* 62000 and 083 004 as 062-000 and 083-004. */
static const char *bsb_plain(struct translation *translation, const char *text)
{
    enum { DIGITS = 6 };
    g_autofree char *kept = text_without(text, " -");
    const size_t count = strspn(kept, "0123456789");
    if (kept[count] || count < DIGITS - 1 || count > DIGITS) {
        return text;
    }
    const char *zero = count < DIGITS ? "0" : "";
    translation->bsb_zeros += *zero ? 1 : 0;
    return issue_print(translation->texts, "%s%.*s-%s", zero, *zero ? 2 : 3, kept,
                       kept + (*zero ? 2 : 3));
}

/* A month has few moments, and many rows of each. */
static const char *date_plain(struct translation *translation, const char *text)
{
    const size_t length = strlen(text);
    if (translation->pass->date_order == DATE_ORDER_UNKNOWN || length >= WRITTEN_SIZE) {
        return text;
    }
    struct rewritten *known = &translation->dates[g_str_hash(text) % DATES_KNOWN];
    if (strcmp(known->text, text) != 0) {
        memcpy(known->text, text, length + 1);
        if (!written_rewrite(text, translation->pass->date_order, known->written)) {
            memcpy(known->written, text, length + 1);
        }
    }
    return keep(translation, known->written);
}

static const char *value_plain(struct translation *translation, const struct from *from,
                               const char *text)
{
    if (text_is_blank(text)) {
        return "";
    }
    switch (from->manner) {
    case AS_DATE:
    case AS_DURATION: /* when the start is known */
        return date_plain(translation, text);
    case AS_AMOUNT: {
        g_autofree char *amount = text_amount_plain(text);
        return amount ? keep(translation, amount) : text;
    }
    case AS_BSB:
        return bsb_plain(translation, text);
    case AS_ANSWER:
        return answer_plain(text);
    case AS_IT_IS:
        break;
    }
    return text;
}

/* ---- rows ---------------------------------------------------------------------------------------- */

void translation_begin(struct translation *translation, const struct csv_record *theirs)
{
    translation->theirs = theirs;
    translation->done = false;
    translation->weekday = MON;
    g_clear_pointer(&translation->spans, g_strfreev);
    translation->span = NULL;
    if (++translation->rows_since > TEXTS_CLEARED) {
        g_string_chunk_clear(translation->texts);
        translation->rows_since = 0;
    }
}

static void flaw_set(struct translated_row *row, int column, enum issue_code code,
                     const char *expected, const char *mend)
{
    if (row->flawed == NO_COLUMN) {
        row->flawed = column;
        row->problem = (struct text_problem){.code = code, .expected = expected};
        g_strlcpy(row->problem.mend, mend, sizeof row->problem.mend);
    }
}

/* A value by the words that the column has. */
static void word_put(struct translation *translation, int column, struct translated_row *row,
                     GError **error)
{
    struct word *word =
        word_find(translation, &translation->from[column], translation->found[column], error);
    if (!word) {
        return; /* a blank of which nothing is said is one */
    }
    translation->values[column] = word->ours ? word->ours : "";
    word->line = word->rows++ == 0 ? translation->theirs->line : word->line;
    if (!word->ours) {
        flaw_set(row, column, ISSUE_UNNAMED_VALUE, NULL, "");
    }
}

/* All values of a row but those of days. The partner's come first: others ask for the names. */
static bool values_fill(struct translation *translation, struct translated_row *row, GError **error)
{
    g_autoptr(GError) failure = NULL;
    const int count = (int)translation->table->column_count;
    for (int i = -1; i < count && !failure; i++) {
        const int column = i < 0 ? translation->partner : i;
        struct from *from = column == NO_COLUMN ? NULL : &translation->from[column];
        if (!from || !from->named || (i >= 0 && i == translation->partner)) {
            continue;
        }
        const size_t place = g_array_index(from->places, size_t, 0);
        translation->found[column] = text_join(translation, from);
        if (place != SIZE_MAX) {
            translation->positions[column] = translation->theirs->positions[place];
        }
        if (from->words) {
            translation->values[column] = "";
            word_put(translation, column, row, &failure);
        } else {
            translation->values[column] =
                value_plain(translation, from, translation->found[column]);
        }
    }
    if (!failure) {
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

/* The end of an appointment as its minutes. */
static void duration_put(struct translation *translation, struct translated_row *row)
{
    const int column = input_column_find(translation->table, "duration_minutes");
    const struct from *from = &translation->from[column];
    struct instant_text start;
    struct instant_text end;
    struct text_problem problem;
    const char *text = translation->values[column];
    if (from->manner != AS_DURATION || *text == '\0' ||
        !instant_text_parse(translation->values[input_column_find(translation->table, "start")],
                            &start, &problem)) {
        translation->values[column] = from->manner == AS_DURATION ? "" : text;
        return;
    }
    if (!instant_text_parse(text, &end, &problem)) {
        flaw_set(row, column, problem.code, problem.expected, problem.mend);
        return;
    }
    const int64_t minutes =
        ((int64_t)end.local.date.number - start.local.date.number) * MINUTES_PER_DAY +
        end.local.minute - start.local.minute -
        (end.exact && start.exact ? end.offset_minutes - start.offset_minutes : 0);
    if (end.exact != start.exact || minutes <= 0 || end.second != 0) {
        flaw_set(row, column, end.second != 0 ? ISSUE_NOT_WHOLE_MINUTE : ISSUE_END_BEFORE_START,
                 end.second != 0 ? NULL : "an end after its start, both with an offset or without",
                 "");
        return;
    }
    translation->values[column] = issue_print(translation->texts, "%" G_GINT64_FORMAT, minutes);
}

/* A whole day's end that is not of it any more. */
static void all_day_put(struct translation *translation)
{
    day start;
    day end;
    struct text_problem problem;
    const int column = input_column_find(translation->table, "end");
    const char **value = &translation->values[column];
    if (!translation->pass->all_day_end_exclusive ||
        !instant_day_parse(translation->values[input_column_find(translation->table, "start")],
                           &start, &problem) ||
        !instant_day_parse(*value, &end, &problem)) {
        return;
    }
    const struct civil last = day_to_civil(day_add(end, -1));
    *value = issue_print(translation->texts, "%04d-%02d-%02d", last.year, last.month, last.day);
}

/* The first column that must be filled and is blank, where such a row of theirs is none of ours: where
 * rows have no id of their own, or several passes share them. */
static int blank_find(const struct translation *translation)
{
    const enum input_file file = translation->pass->file;
    if (!translation->pass->several && file != INPUT_RATES && file != INPUT_SCHEDULES) {
        return NO_COLUMN;
    }
    for (size_t i = 0; i < translation->table->column_count; i++) {
        if (translation->table->columns[i].need == FILLED && translation->from[i].named &&
            text_is_blank(translation->values[i])) {
            return (int)i;
        }
    }
    return NO_COLUMN;
}

/* ---- days that are columns ------------------------------------------------------------------------ */

/* "9", "9:00", "1:30 pm", "12am" as minutes; -1: it is no time, or may be one of two. */
static int hour_read(const char *text, int *ret_half)
{
    enum { EARLY = 6 }; /* "1" and "4:30" are rarely meant at night */
    g_autofree char *plain = text_without(text, " .");
    const size_t digits = strspn(plain, "0123456789");
    const char *at = plain + digits;
    const size_t minutes = *at == ':' ? strspn(at + 1, "0123456789") : 0;
    if (digits == 0 || digits > 2 || (*at == ':' && minutes != 2)) {
        return -1;
    }
    int hour = (int)g_ascii_strtoll(plain, NULL, 10);
    const int minute = minutes > 0 ? (int)g_ascii_strtoll(at + 1, NULL, 10) : 0;
    const char *half = at + (minutes > 0 ? minutes + 1 : 0);
    const int named = g_ascii_strcasecmp(half, "am") == 0   ? 1
                      : g_ascii_strcasecmp(half, "pm") == 0 ? 2
                                                            : 0;
    const bool halves = named || *ret_half;
    if ((*half && !named) || minute > 59 || hour > 24 || (halves && (hour < 1 || hour > 12)) ||
        (!halves && hour < EARLY && plain[0] != '0')) {
        return -1;
    }
    const int which = named ? named : *ret_half;
    *ret_half = named;
    hour = which ? hour % 12 + (which == 2 ? 12 : 0) : hour;
    return hour * MINUTES_PER_HOUR + minute;
}

/* "9-12", "1:30pm-4:30pm", "10:00" into start and end; false: it is none. */
static bool span_read(struct translation *translation, const char *text, const char **ret_start,
                      const char **ret_end)
{
    g_autoptr(GString) plain = g_string_new(text);
    g_string_replace(plain, "–", "-", 0);
    g_string_replace(plain, " to ", "-", 0);
    g_auto(GStrv) ends = g_strsplit(plain->str, "-", 3);
    const size_t count = g_strv_length(ends);
    int half = 0;
    const int end = count == 2 ? hour_read(ends[1], &half) : 0;
    const int named = half;
    int start = count <= 2 ? hour_read(ends[0], &half) : -1;
    /* "9-12pm": in the morning, if it is not to end before it begins. */
    if (named && !half && start >= end && end >= 0) {
        start -= start >= 12 * MINUTES_PER_HOUR ? 12 * MINUTES_PER_HOUR : 0;
    }
    if (start < 0 || end < 0 || start >= MINUTES_PER_DAY) {
        return false;
    }
    const int last = count == 2 && end == 0 ? MINUTES_PER_DAY : end;
    *ret_start = issue_print(translation->texts, "%02d:%02d", start / 60, start % 60);
    *ret_end = count == 2 ? issue_print(translation->texts, "%02d:%02d", last / 60, last % 60) : "";
    return true;
}

/* The next hours of the row's days. */
static bool span_next(struct translation *translation, struct translated_row *row)
{
    const int weekday = input_column_find(translation->table, "weekday");
    const int columns[] = {weekday, input_column_find(translation->table, "start"),
                           input_column_find(translation->table, "end")};
    while (!translation->span || !*translation->span) {
        if (translation->span) {
            translation->weekday++;
        }
        if (translation->weekday > SUN) {
            return false;
        }
        const size_t place = translation->days[translation->weekday];
        const char *cell = place == SIZE_MAX ? "" : translation->theirs->values[place];
        g_clear_pointer(&translation->spans, g_strfreev);
        translation->spans = g_strsplit_set(text_is_blank(cell) ? "" : cell, ",;/\n", -1);
        translation->span = translation->spans;
        for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
            translation->found[columns[i]] = cell;
            translation->headings[columns[i]] =
                place == SIZE_MAX ? NULL : translation->columns[place].name;
            translation->positions[columns[i]] =
                place == SIZE_MAX ? 0 : translation->theirs->positions[place];
        }
    }
    const char *text = *translation->span++;
    translation->values[weekday] = words_weekday[translation->weekday];
    if (text_is_blank(text)) {
        return span_next(translation, row);
    }
    /* A number alone may be the sum of the week, moved here by a comma that was lost. */
    const bool alone = !translation->spans[1] && !text[strspn(text, " 0123456789")];
    if (alone || !span_read(translation, text, &translation->values[columns[1]],
                            &translation->values[columns[2]])) {
        flaw_set(row, columns[1], ISSUE_BAD_TIME, "hours like 10:00, 13:00 or 9-12, 1:30pm-4:30pm",
                 "");
    }
    return true;
}

/* ---- a row of theirs ------------------------------------------------------------------------------ */

bool translation_next(struct translation *translation, struct translated_row *ret_row,
                      GError **error)
{
    const bool days = memchr(translation->pass->weekdays, (int)true, DAYS) != NULL;
    struct translated_row row = {
        .record = {.line = translation->theirs->line,
                   .values = translation->values,
                   .positions = translation->positions,
                   .plain = translation->theirs->plain,
                   .lacking = translation->theirs->lacking},
        .found = translation->found,
        .zones = translation->zones,
        .flawed = NO_COLUMN,
    };
    if (translation->done) {
        return false;
    }
    translation->done = !days;
    if (!days || !translation->span) {
        if (!values_fill(translation, &row, error)) {
            return false;
        }
    }
    if (days && !span_next(translation, &row)) {
        translation->done = true;
        return false;
    }
    if (translation->pass->file == INPUT_APPOINTMENTS) {
        duration_put(translation, &row);
    } else if (translation->pass->file == INPUT_BLOCKS) {
        all_day_put(translation);
    }
    const int blank = row.flawed == NO_COLUMN ? blank_find(translation) : NO_COLUMN;
    if (blank != NO_COLUMN) {
        translation->blank_rows++;
        translation->blank_column = blank;
        return false;
    }
    *ret_row = row;
    return true;
}

/* ---- when the file is read ------------------------------------------------------------------------ */

static const char *column_shown(const struct translation *translation, int column)
{
    return translation->headings[column] ? translation->headings[column]
                                         : translation->table->columns[column].name;
}

/* A value that nobody named may be a client's name: it is shown where so many rows have it that it is a word
 * of the export. */
static void unnamed_tell(const struct translation *translation, const struct word *word,
                         struct issues *issues)
{
    enum { ROWS_OF_A_WORD = 3 };
    const char *name = translation->table->columns[word->column].name;
    const struct issue_place place = {translation->name, (uint32_t)translation->pass->file,
                                      word->line, column_shown(translation, word->column),
                                      translation->positions[word->column]};
    const char *shown =
        word->rows >= ROWS_OF_A_WORD ? word->theirs : issue_mask(issues->texts, word->theirs);
    issues_add(issues, &place, ISSUE_UNNAMED_VALUE, shown,
               issue_print(issues->texts, "a word of [%s values of %s]; %u row%s",
                           translation->pass->name, name, word->rows,
                           word->rows == 1 ? " has it" : "s have it"),
               NULL, NULL);
}

void translation_finish(struct translation *translation, const struct csv_summary *summary,
                        struct issues *issues, GPtrArray *told)
{
    for (guint i = 0; i < translation->words->len; i++) {
        const struct word *word = g_ptr_array_index(translation->words, i);
        if (!word->ours && word->rows > 0) {
            unnamed_tell(translation, word, issues);
        }
    }
    const char *name = translation->name;
    const char *pass = translation->pass->name;
    g_autofree char *lines =
        summary->skipped_rows == 1
            ? g_strdup_printf("%u", summary->skipped_first)
            : g_strdup_printf("%u to %u", summary->skipped_first, summary->skipped_last);
    if (summary->skipped_rows > 0) {
        g_ptr_array_add(told, g_strdup_printf("%s: %u row%s skipped (%s), line%s %s: \"%s\"", name,
                                              summary->skipped_rows,
                                              summary->skipped_rows == 1 ? "" : "s", pass,
                                              summary->skipped_rows == 1 ? "" : "s", lines,
                                              summary->skipped_text));
    }
    if (translation->blank_rows > 0) {
        g_ptr_array_add(told,
                        g_strdup_printf("%s: %u row%s no row of %s, for %s is blank", name,
                                        translation->blank_rows,
                                        translation->blank_rows == 1 ? " gives" : "s give", pass,
                                        column_shown(translation, translation->blank_column)));
    }
    if (translation->bsb_zeros > 0) {
        g_ptr_array_add(told, g_strdup_printf("%s: %u BSB%s had lost the leading 0", name,
                                              translation->bsb_zeros,
                                              translation->bsb_zeros == 1 ? "" : "s"));
    }
}

void translation_absent(const struct translation *translation, struct csv_summary *summary)
{
    bool absent[CSV_COLUMNS_MAX];
    for (size_t i = 0; i < CSV_COLUMNS_MAX; i++) {
        const struct from *from = &translation->from[i];
        const size_t place = from->places ? g_array_index(from->places, size_t, 0) : SIZE_MAX;
        absent[i] = place == SIZE_MAX ? !from->named : summary->absent[place];
    }
    memcpy(summary->absent, absent, sizeof absent);
}

/* The rows of an account, which are of one pass and one export. */
struct account {
    enum input_file file;
    const char *section;
    uint32_t base;
    GArray *rows;
    GStringChunk *strings;
};

static void account_add(const struct account *account, const char *what, const char *theirs,
                        const char *ours, uint32_t count)
{
    const struct source_row row = {
        .file = account->file,
        .section = account->section,
        .key = issue_print(account->strings, "%s%s%s", what, *theirs ? ": " : "", theirs),
        .value = g_string_chunk_insert(account->strings, ours),
        .count = count,
        .source = {.line = account->base}};
    g_array_append_val(account->rows, row);
}

void translation_account(const struct translation *translation, const struct csv_summary *summary,
                         const struct translation_counts *counts, uint32_t base, GArray *rows,
                         GStringChunk *strings)
{
    const struct input_column *ours = translation->table->columns;
    const struct account account = {
        translation->pass->file,
        issue_print(strings, SOURCE_READ "%s: %s", translation->pass->name, translation->name),
        base, rows, strings};
    for (guint i = 0; i < translation->pass->columns->len; i++) {
        const struct source_column *named =
            &g_array_index(translation->pass->columns, struct source_column, i);
        account_add(&account, "column", named->is_end ? "end" : ours[named->column].name,
                    named->text, 0);
    }
    for (guint i = 0; i < translation->words->len; i++) {
        const struct word *word = g_ptr_array_index(translation->words, i);
        g_autofree char *what = g_strdup_printf("word of %s", ours[word->column].name);
        account_add(&account, what, word->theirs, word->ours ? word->ours : "", word->rows);
    }
    for (guint i = 0; i < summary->ignored_columns->len; i++) {
        account_add(&account, "ignored", g_ptr_array_index(summary->ignored_columns, i), "", 0);
    }
    g_autofree char *blank =
        translation->blank_rows > 0
            ? g_strdup_printf("%s is blank", column_shown(translation, translation->blank_column))
            : g_strdup("");
    const uint32_t others = summary->title_lines + summary->heading_lines + summary->blank_lines +
                            summary->skipped_lines + summary->record_count;
    const struct {
        const char *what;
        const char *why;
        uint32_t count;
    } lines[] = {
        {SOURCE_LINES, "", summary->line_count},
        {"lines above the headings", "", summary->title_lines},
        {"lines of headings", "", summary->heading_lines},
        {"lines that are blank", "", summary->blank_lines},
        {"lines skipped", summary->skipped_text ? summary->skipped_text : "",
         summary->skipped_lines},
        {"lines used", "", counts->used},
        {"lines of another period", "", counts->other},
        {"lines without a row", blank, summary->record_count - counts->used - counts->other},
        {"lines within a row", "", summary->line_count - MIN(others, summary->line_count)},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        account_add(&account, lines[i].what, "", lines[i].why, lines[i].count);
    }
}
