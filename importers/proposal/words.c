#include "importers/proposal/words.h"

#include <string.h>

#include "engine/core/near.h"
#include "importers/proposal/dates.h"
#include "importers/text/hours.h"
#include "importers/text/lines.h"

char *proposal_text(const char *text)
{
    g_auto(GStrv) halves = g_strsplit(text, "\\", -1);
    g_autofree char *doubled = g_strjoinv("\\\\", halves);
    g_autofree char *folded = text_fold(doubled, false);
    return strchr(folded, ';') ? g_strdup_printf("\"%s\"", folded) : g_steal_pointer(&folded);
}

/* What stands in a column of words: theirs by ours, in the order of their first rows. */
struct words {
    GHashTable *ours; /* by our word, of GPtrArray of theirs as they are written */
    GPtrArray *order; /* our words as they were met */
    GHashTable *seen; /* theirs folded */
    guint others;     /* words that are nobody's to show … */
    guint other_rows;
    guint own_names;
    bool foreign; /* some are not written as ours */
};

static void words_add(struct words *words, const char *ours, const char *theirs)
{
    GPtrArray *list = g_hash_table_lookup(words->ours, ours);
    if (!list) {
        list = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(words->ours, (gpointer)ours, list);
        g_ptr_array_add(words->order, (gpointer)ours);
    }
    g_ptr_array_add(list, proposal_text(theirs));
    words->foreign |= strcmp(ours, theirs) != 0;
}

/* Whether it is a name of the row's own partner. */
static bool is_own_name(const struct guess *guess, const struct known_partners *known, guint row,
                        const char *value)
{
    const int id = guess_named(guess, "partner_id");
    const char *written = id == NO_HEADING ? "" : guess_value(guess, row, id);
    const char *partner_id = guess->partner_by_name ? known_partner_find(known, written) : written;
    char **names = partner_id ? g_hash_table_lookup(known->names, partner_id) : NULL;
    g_autofree char *folded = text_name_fold(value);
    return names && g_strv_contains((const char *const *)names, folded);
}

static void column_words_find(struct words *words, const struct guess *guess,
                              const struct input_column *column, int heading,
                              const struct known_partners *known)
{
    const bool may_be_own = strcmp(column->name, "booked_by") == 0;
    const bool dated = proposal_is_date(guess, (size_t)(column - guess->table->columns));
    for (guint i = 0; i < guess->rows->len; i++) {
        const char *value = guess_value(guess, i, heading);
        const char *word = guess_word(column, value);
        g_autofree char *folded = text_fold(value, true);
        if (!*folded || (dated && text_has_digit(value) && !word)) {
            continue;
        }
        if (!word && may_be_own && is_own_name(guess, known, i, value)) {
            words->own_names++;
            continue;
        }
        words->other_rows += !word;
        if (g_hash_table_add(words->seen, g_steal_pointer(&folded))) {
            words->others += !word;
            if (word) {
                words_add(words, word, value);
            }
        }
    }
    if (words->own_names > 0) {
        words_add(words, "consultant", "(own name)");
    }
}

/* Whether they all are written as ours, capitals, spaces and hyphens aside; a state is its area's end. The
 * list ends with NULL. */
static bool words_are_ours(const char *ours, const GPtrArray *theirs)
{
    static const char COUNTRY[] = "AU-";
    for (guint i = 0; i + 1 < theirs->len; i++) {
        const char *word = g_ptr_array_index(theirs, i);
        const bool area =
            g_str_has_prefix(ours, COUNTRY) && strcmp(ours + strlen(COUNTRY), word) == 0;
        if (!near_same(ours, word) && !area) {
            return false;
        }
    }
    return *ours != '\0';
}

/* Words that are not shown are most often those of the company's own staff: their line is to be changed. */
static enum asking word_asking(const struct words *words, const struct input_column *column,
                               const char *ours, const GPtrArray *theirs)
{
    const bool staff =
        words->others > 0 && column->words == words_booked_by && strcmp(ours, "cs") == 0;
    return staff ? ASKED : words_are_ours(ours, theirs) ? SURE : LIKELY;
}

static void column_words_put(GString *out, const struct guess *guess,
                             const struct input_column *column, int heading,
                             const struct known_partners *known)
{
    g_autoptr(GHashTable) ours =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    struct words words = {.ours = ours, .order = order, .seen = seen};
    column_words_find(&words, guess, column, heading, known);
    if (!words.foreign && words.others == 0) {
        return;
    }
    g_autofree char *name =
        g_strdup_printf("%s values of %s", words_input_file[guess->file], column->name);
    g_autoptr(section) section = section_new(name);
    if (strcmp(column->name, "timezone") == 0) {
        section_comment(section, "Some states have several zones.");
    }
    for (guint i = 0; i < order->len; i++) {
        GPtrArray *theirs = g_hash_table_lookup(ours, order->pdata[i]);
        g_ptr_array_add(theirs, NULL);
        g_autofree char *joined = g_strjoinv("; ", (char **)theirs->pdata);
        const char *word = order->pdata[i];
        section_line(section, word_asking(&words, column, word, theirs), *word ? word : "(blank)",
                     "%s", joined);
    }
    if (words.others > 0) {
        section_comment(section,
                        "%u more word%s, in %u row%s, may be anybody's and %s not shown: add %s, "
                        "or the import asks.",
                        words.others, words.others == 1 ? "" : "s", words.other_rows,
                        words.other_rows == 1 ? "" : "s", words.others == 1 ? "is" : "are",
                        words.others == 1 ? "it" : "them");
    }
    section_put(out, section);
}

/* Lengths in hours as minutes, where they are so: "60 = 1,00". */
static void durations_put(GString *out, const struct guess *guess)
{
    const int heading = guess_named(guess, "duration_minutes");
    g_autoptr(section) section = section_new("appointments.csv values of duration_minutes");
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) lines = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    const struct input_column *form =
        &guess->table->columns[input_column_find(guess->table, "duration_minutes")];
    for (guint i = 0; heading != NO_HEADING && i < guess->rows->len; i++) {
        const char *value = guess_value(guess, i, heading);
        const int32_t minutes = hours_duration(value);
        if (*value && (minutes < form->least || minutes > form->most)) {
            return;
        }
        if (!*value || !g_hash_table_add(seen, g_strdup(value))) {
            continue;
        }
        const gpointer key = GINT_TO_POINTER(minutes);
        const char *before = g_hash_table_lookup(lines, key);
        g_hash_table_insert(lines, key,
                            before ? g_strdup_printf("%s; %s", before, value) : g_strdup(value));
    }
    for (int32_t minutes = form->least; minutes <= form->most; minutes++) {
        const char *theirs = g_hash_table_lookup(lines, GINT_TO_POINTER(minutes));
        if (theirs) {
            g_autofree char *key = g_strdup_printf("%d", (int)minutes);
            section_line(section, LIKELY, key, "%s", theirs);
        }
    }
    if (!section_is_empty(section)) {
        section_put(out, section);
    }
}

/* Names of partners, where an export has no ids. */
static void names_put(GString *out, const struct guess *guess, const struct known_partners *known)
{
    const int heading = guess_named(guess, "partner_id");
    g_autofree char *name =
        g_strdup_printf("%s values of partner_id", words_input_file[guess->file]);
    g_autoptr(section) section = section_new(name);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) lines = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    for (guint i = 0; i < guess->rows->len; i++) {
        const char *value = guess_value(guess, i, heading);
        const char *partner_id = known_partner_find(known, value);
        if (!partner_id || !g_hash_table_add(seen, text_fold(value, true))) {
            continue;
        }
        g_autofree char *written = proposal_text(value);
        const char *before = g_hash_table_lookup(lines, partner_id);
        if (!before) {
            g_ptr_array_add(order, (gpointer)partner_id);
        }
        g_hash_table_insert(lines, (gpointer)partner_id,
                            before ? g_strdup_printf("%s; %s", before, written)
                                   : g_strdup(written));
    }
    for (guint i = 0; i < order->len; i++) {
        section_line(section, LIKELY, order->pdata[i], "%s",
                     (const char *)g_hash_table_lookup(lines, order->pdata[i]));
    }
    section_put(out, section);
}

void proposal_words_put(GString *out, const struct guess *guess, const struct known_partners *known)
{
    if (guess->partner_by_name) {
        names_put(out, guess, known);
    }
    for (size_t i = 0; i < guess->table->column_count; i++) {
        const struct input_column *column = &guess->table->columns[i];
        const int heading = guess_heading_of(guess, i);
        const bool by_state = heading != guess->headings[i];
        const bool day = strcmp(column->name, "gst_from") == 0;
        if (heading != NO_HEADING && (column->kind == VALUE_WORD || by_state || day)) {
            column_words_put(out, guess, column, heading, known);
        }
    }
    if (guess->file == INPUT_APPOINTMENTS) {
        durations_put(out, guess);
    }
}
