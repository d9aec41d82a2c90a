#include "importers/translate.h"

#include <string.h>

#include "engine/core/money.h"
#include "importers/text/hours.h"
#include "importers/text/instant.h"
#include "importers/text/lines.h"
#include "importers/text/written.h"
#include "importers/translate_private.h"

enum { TEXTS_CLEARED = 64 };

/* ---- making one ---------------------------------------------------------------------------------- */

/* Theirs of that heading, which several of ours may come from. */
static size_t theirs_add(struct translation *translation, const char *heading, bool required,
                         bool filled)
{
    for (size_t i = 0; i < translation->column_count; i++) {
        if (strcmp(translation->columns[i].name, heading) == 0) {
            translation->columns[i].required |= required;
            translation->columns[i].may_be_cut &= !filled;
            return i;
        }
    }
    CHECK(translation->column_count < CSV_COLUMNS_MAX);
    translation->columns[translation->column_count] =
        (struct csv_column){.name = heading, .required = required, .may_be_cut = !filled};
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
    case VALUE_TEXT:
        return strcmp(form->name, "bsb") == 0 ? AS_BSB : AS_TEXT;
    default:
        return named->is_end ? AS_DURATION : AS_IT_IS;
    }
}

/* Whether a row has a value of the column, for nothing is said of a blank. */
static bool is_filled(const struct translation *translation, int column)
{
    const GArray *words = translation->pass->words;
    bool filled = translation->table->columns[column].need == FILLED;
    for (guint i = 0; i < words->len; i++) {
        const struct source_word *word = &g_array_index(words, struct source_word, i);
        filled &= word->column != column || word->kind != SOURCE_WORD_BLANK;
    }
    return filled;
}

static void from_fill(struct translation *translation, const struct source_column *named)
{
    struct from *from = &translation->from[named->column];
    const enum column_need need = translation->table->columns[named->column].need;
    const bool required = !translation->pass->own || need != OPTIONAL;
    from->named = named;
    from->manner = manner_of(translation->pass, named);
    from->places = g_array_new(FALSE, FALSE, sizeof(size_t));
    for (guint i = 0; i < named->pieces->len; i++) {
        const struct source_piece *piece = &g_array_index(named->pieces, struct source_piece, i);
        const size_t place = piece->constant ? SIZE_MAX
                                             : theirs_add(translation, piece->text, required,
                                                          is_filled(translation, named->column));
        g_array_append_val(from->places, place);
        if (place != SIZE_MAX && !translation->headings[named->column]) {
            translation->headings[named->column] = piece->text;
        }
    }
    const int start = input_column_find(translation->table, "start");
    translation->zones[named->column] =
        source_zone_of(translation->pass, named->is_end ? start : named->column);
    from->date_order = source_date_order_of(translation->pass, named->column);
    if (named->is_end && !translation->pass->date_orders[named->column]) {
        from->date_order = source_date_order_of(translation->pass, start);
    }
}

static void words_fill(struct translation *translation)
{
    for (guint i = 0; i < translation->pass->words->len; i++) {
        const struct source_word *named =
            &g_array_index(translation->pass->words, struct source_word, i);
        struct from *from = &translation->from[named->column];
        const size_t place = from->places && from->places->len == 1
                                 ? g_array_index(from->places, size_t, 0)
                                 : SIZE_MAX;
        if (place != SIZE_MAX) {
            translation->columns[place].watched = true;
        }
        struct word *word =
            translation_word_new(translation, named->column, named->ours, named->shown);
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

/* Of each weekday the heading under which it is, as the file has it. */
static void days_fill(struct translation *translation)
{
    for (int day = MON; day <= SUN; day++) {
        translation->days[day] =
            translation->pass->weekdays[day]
                ? theirs_add(translation, written_weekday_names[day], true, false)
                : SIZE_MAX;
        if (translation->days[day] != SIZE_MAX) {
            translation->columns[translation->days[day]].also = source_weekday_spellings[day];
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
        const size_t before = translation->column_count;
        const size_t place =
            theirs_add(translation, pass->skip_without_theirs->pdata[i], true, false);
        translation->columns[place].of_skip = place == before;
        translation->needed[translation->as.needed_count++] = place;
    }
    for (guint i = 0; i < pass->skip_without->len; i++) {
        const struct from *from = &translation->from[g_array_index(pass->skip_without, int, i)];
        const size_t place = from->places ? g_array_index(from->places, size_t, 0) : SIZE_MAX;
        if (place != SIZE_MAX) {
            translation->needed[translation->as.needed_count++] = place;
        }
    }
    translation->as.section = pass->name;
    translation->as.own = pass->own;
    translation->as.encoding = pass->encoding;
    translation->as.delimiter = pass->delimiter;
    translation->as.headings_line = pass->headings_line;
    translation->as.needed = translation->needed;
    translation->as.ignored = pass->ignored;
    translation->as.elsewhere = translation->elsewhere;
    translation->as.is_day = source_has_weekdays(pass) ? source_heading_is_weekday : NULL;
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
            for (const char *const *also = source_weekday_spellings[day]; *also; also++) {
                g_ptr_array_add(translation->elsewhere, (char *)*also);
            }
        }
    }
}

enum date_order translation_date_order(const struct translation *translation, int column)
{
    return translation->from[column].date_order;
}

const char *const *translation_headings(const struct translation *translation)
{
    return translation->headings;
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
        translated_flaw_set(row, column, problem.code, problem.expected, problem.mend);
        return;
    }
    const int64_t minutes =
        ((int64_t)end.local.date.number - start.local.date.number) * MINUTES_PER_DAY +
        end.local.minute - start.local.minute -
        (end.exact && start.exact ? end.offset_minutes - start.offset_minutes : 0);
    if (end.exact != start.exact || minutes <= 0 || end.second != 0) {
        translated_flaw_set(
            row, column, end.second != 0 ? ISSUE_NOT_WHOLE_MINUTE : ISSUE_END_BEFORE_START,
            end.second != 0 ? NULL : "an end after its start, both with an offset or without", "");
        return;
    }
    row->end = text;
    translation->values[column] = issue_print(translation->texts, "%" G_GINT64_FORMAT, minutes);
}

static const char *day_put(struct translation *translation, day date)
{
    const struct civil civil = day_to_civil(date);
    return issue_print(translation->texts, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

/* A whole day's end that is not of it any more. */
static void all_day_put(struct translation *translation)
{
    day start;
    day end;
    struct text_problem problem;
    const int column = input_column_find(translation->table, "start");
    const char **from = &translation->values[column];
    const char **to = &translation->values[input_column_find(translation->table, "end")];
    /* A midnight of another zone is no day of the partner's. */
    const bool days = !translation->zones[column] || !(strchr(*from, ':') || strchr(*to, ':'));
    if (translation->pass->all_day_end_exclusive && days &&
        instant_day_parse(*from, &start, &problem) && instant_day_parse(*to, &end, &problem)) {
        *from = day_put(translation, start); /* a midnight is one too */
        *to = day_put(translation, day_add(end, -1));
    }
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
        translation->spans = g_strsplit_set(text_is_blank(cell) ? "" : cell, ",;\n", -1);
        translation->last_start[0] = '\0';
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
    if (alone || !hours_read(text, translation->texts, &translation->values[columns[1]],
                             &translation->values[columns[2]])) {
        translated_flaw_set(row, columns[1], ISSUE_BAD_TIME,
                            "hours like 10:00, 13:00 or 9-12, 1:30pm-4:30pm", "");
    } else if (strcmp(translation->values[columns[1]], translation->last_start) <= 0) {
        translated_flaw_set(row, columns[1], ISSUE_BAD_TIME,
                            "the hours of a day in their order, those after noon like 18:00 or 6pm",
                            "");
    } else {
        g_strlcpy(translation->last_start, translation->values[columns[1]],
                  sizeof translation->last_start);
    }
    return true;
}

/* ---- a row of theirs ------------------------------------------------------------------------------ */

bool translation_next(struct translation *translation, struct translated_row *ret_row,
                      GError **error)
{
    const bool days = source_has_weekdays(translation->pass);
    struct translated_row row = {
        .pass = translation->pass,
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
        if (!translation_values_fill(translation, &row, error)) {
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
        translation->blank_rows[blank]++;
        return false;
    }
    *ret_row = row;
    return true;
}
