#include <string.h>

#include "engine/core/money.h"
#include "importers/text/lines.h"
#include "importers/translate.h"
#include "importers/translate_private.h"

/* ---- names --------------------------------------------------------------------------------------- */

/* The names of the row's partner, folded; NULL: *error. */
static char **names_of(struct translation *translation, GError **error)
{
    const char *partner_id =
        translation->partner == NO_COLUMN ? "" : translation->values[translation->partner];
    char **names = g_hash_table_lookup(translation->names, partner_id);
    if (!names) {
        g_auto(GStrv) known = NULL;
        if (!store_import_names(translation->import, partner_id, &known, error)) {
            return NULL;
        }
        g_autoptr(GStrvBuilder) folded = g_strv_builder_new();
        for (char **name = known; *name; name++) {
            g_autofree char *plain = text_name_fold(*name);
            if (*plain) {
                g_strv_builder_add(folded, plain);
            }
        }
        names = g_strv_builder_end(folded);
        g_hash_table_insert(translation->names, g_strdup(partner_id), names);
    }
    return names;
}

/* Whether it is the legal or the trading name of the row's partner. */
static bool is_own_name(struct translation *translation, const char *text, GError **error)
{
    char **names = names_of(translation, error);
    if (!names) {
        return false;
    }
    const char *folded = g_hash_table_lookup(translation->folded_names, text);
    if (!folded) {
        folded = text_name_fold(text);
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
        word = translation_word_new(translation, from->named->column, NULL, text);
        g_hash_table_insert(from->words, g_string_chunk_insert(translation->strings, folded), word);
    }
    if (named) {
        g_hash_table_insert(from->known, g_string_chunk_insert(translation->strings, text), word);
    }
    return word;
}

void translated_flaw_set(struct translated_row *row, int column, enum issue_code code,
                         const char *expected, const char *mend)
{
    if (row->flawed == NO_COLUMN) {
        row->flawed = column;
        row->problem = (struct text_problem){.code = code, .expected = expected};
        g_strlcpy(row->problem.mend, mend, sizeof row->problem.mend);
    }
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
static const char *date_plain(struct translation *translation, const struct from *from,
                              const char *text)
{
    const size_t length = strlen(text);
    if (from->date_order == DATE_ORDER_UNKNOWN || length >= WRITTEN_SIZE) {
        return text;
    }
    struct rewritten *known =
        &translation->dates[(g_str_hash(text) + from->date_order) % DATES_KNOWN];
    if (strcmp(known->text, text) != 0 || known->order != from->date_order) {
        memcpy(known->text, text, length + 1);
        known->order = from->date_order;
        if (!written_rewrite(text, from->date_order, known->written)) {
            memcpy(known->written, text, length + 1);
        }
    }
    return keep(translation, known->written);
}

/* The lines of a text as one: those of an address with commas between. */
static const char *line_plain(struct translation *translation, int column, const char *text)
{
    if (!strpbrk(text, "\r\n")) {
        return text;
    }
    const bool address = g_str_has_prefix(translation->table->columns[column].name, "address");
    g_auto(GStrv) lines = g_strsplit_set(text, "\r\n", -1);
    g_autoptr(GString) line = g_string_new(NULL);
    for (size_t i = 0; lines[i]; i++) {
        const char *part = g_strstrip(lines[i]);
        const bool ends = g_str_has_suffix(line->str, ",");
        if (*part) {
            g_string_append_printf(line, "%s%s",
                                   line->len == 0     ? ""
                                   : address && !ends ? ", "
                                                      : " ",
                                   part);
        }
    }
    translation->broken_texts[column]++;
    return keep(translation, line->str);
}

static const char *amount_plain(struct translation *translation, int column, const char *text,
                                struct translated_row *row)
{
    const bool comma = translation->pass->decimal_comma;
    g_autofree char *amount = comma ? text_amount_of_comma(text) : text_amount_plain(text);
    if (!amount && comma) { /* 150.00 is of ours, and not of what sources.ini says */
        translated_flaw_set(row, column, ISSUE_BAD_MONEY, NULL,
                            "decimal = comma of sources.ini says that it is like 150,00");
    }
    return amount ? keep(translation, amount) : text;
}

static const char *value_plain(struct translation *translation, const struct from *from,
                               const char *text, struct translated_row *row)
{
    if (text_is_blank(text)) {
        return "";
    }
    switch (from->manner) {
    case AS_DATE:
    case AS_DURATION: /* when the start is known */
        return date_plain(translation, from, text);
    case AS_AMOUNT:
        return amount_plain(translation, from->named->column, text, row);
    case AS_BSB:
        return bsb_plain(translation, text);
    case AS_ANSWER:
        return answer_plain(text);
    case AS_TEXT:
        return line_plain(translation, from->named->column, text);
    case AS_IT_IS:
        break;
    }
    return text;
}

/* ---- a row -------------------------------------------------------------------------------------- */

struct word *translation_word_new(struct translation *translation, int column, const char *ours,
                                  const char *theirs)
{
    struct word *word = g_new0(struct word, 1);
    *word = (struct word){.column = column,
                          .ours = ours,
                          .theirs = g_string_chunk_insert(translation->strings, theirs)};
    g_ptr_array_add(translation->words, word);
    return word;
}

/* Whether one of the words of a column stands beside it, in a column that nobody reads. */
static void beside_count(struct translation *translation, struct from *from)
{
    const size_t place = g_array_index(from->places, size_t, 0);
    const char *text = translation->theirs->beside[place];
    const bool filled = !text_is_blank(translation->theirs->values[place]);
    if (text_is_blank(text)) {
        return;
    }
    const struct word *word = g_hash_table_lookup(from->known, text);
    if (!word && !filled) {
        g_autofree char *folded = text_fold(text, true);
        word = g_hash_table_lookup(from->words, folded);
    }
    const bool named = word && word->ours;
    if (named && !filled && from->beside.blank++ == 0) {
        from->beside.line = translation->theirs->line;
        from->beside.theirs = word->theirs;
    }
    from->beside.filled += named && filled;
    from->beside.others += !named;
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
        translated_flaw_set(row, column, ISSUE_UNNAMED_VALUE, NULL, "");
    }
    if (!word->ours && translation->table->columns[column].words == words_booked_by) {
        char **names = names_of(translation, error);
        word->nameless += names && !*names;
        word->own += names && is_own_name(translation, translation->found[column], error);
    }
}

/* All values of a row but those of days. The partner's come first: others ask for the names. */
bool translation_values_fill(struct translation *translation, struct translated_row *row,
                             GError **error)
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
        const bool constant = place == SIZE_MAX && from->places->len == 1;
        if (from->words && !constant) {
            translation->values[column] = "";
            beside_count(translation, from);
            word_put(translation, column, row, &failure);
        } else {
            translation->values[column] =
                value_plain(translation, from, translation->found[column], row);
        }
    }
    if (!failure) {
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}
