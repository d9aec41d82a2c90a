#include "importers/proposal/proposal.h"

#include <string.h>

#include "engine/core/near.h"
#include "importers/proposal/dates.h"
#include "importers/source.h"
#include "importers/text/lines.h"
#include "importers/text/written.h"
#include "importers/usual.h"

/* ---- writing -------------------------------------------------------------------------------------- */

/* A text as a key file keeps it, and as sources.ini separates it. The caller frees. */
static char *text_written(const char *text)
{
    g_auto(GStrv) halves = g_strsplit(text, "\\", -1);
    g_autofree char *doubled = g_strjoinv("\\\\", halves);
    g_autofree char *folded = text_fold(doubled, false);
    return strpbrk(folded, ";&#") ? g_strdup_printf("\"%s\"", folded) : g_steal_pointer(&folded);
}

/* A heading that there is not, or that cannot be written, is asked for. */
static void heading_put(GString *out, const char *column, const char *heading, bool sure)
{
    if (!heading || strpbrk(heading, "&;#\"")) {
        g_string_append_printf(out, "%s = ?%s\n", column, CONFIRM);
        return;
    }
    g_autofree char *written = text_written(heading);
    g_string_append_printf(out, "%s = %s%s\n", column, written, sure ? "" : CONFIRM);
}

/* A column that pays is to be looked at where its heading has another name, any where a second heading may
 * be it; that one is told. */
static void column_put(GString *out, const struct guess *guess, const char *column, int heading)
{
    size_t count = 0;
    const struct usual_column *usual = usual_columns(&count);
    const char *chosen = guess_heading(guess, heading);
    const bool named = usual_rank(guess->file, column, chosen) == 1;
    bool sure = named || guess->file != INPUT_RATES || strcmp(column, "partner_id") == 0;
    for (size_t i = 0; i < count && !named; i++) {
        sure = sure && !(usual[i].pays && usual[i].file == guess->file &&
                         strcmp(usual[i].column, column) == 0);
    }
    for (int at = 0; at < guess_heading_count(guess); at++) {
        const bool rival = !guess_takes(guess, at) && at != guess->date_of_start &&
                           usual_rank(guess->file, column, guess_heading(guess, at)) > 0;
        if (rival) {
            g_autofree char *written = text_written(guess_heading(guess, at));
            g_string_append_printf(out, "# Or is %s = %s?\n", column, written);
        }
        sure = sure && !rival;
    }
    heading_put(out, column, chosen, sure);
}

/* A name of next month's too: what comes before a month, a number or a bracket, and a star. The caller
 * frees. */
static char *glob_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    const size_t stem = dot ? (size_t)(dot - name) : strlen(name);
    size_t kept = strcspn(name, "0123456789([*?");
    g_autofree char *small = g_ascii_strdown(name, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(written_month_names); i++) {
        g_autofree char *month = g_ascii_strdown(written_month_names[i], -1);
        const char *found = strstr(small, month);
        kept = found ? MIN(kept, (size_t)(found - small)) : kept;
    }
    if (kept >= stem) {
        return g_strdup(name);
    }
    while (kept > 0 && strchr(" -_.", name[kept - 1])) {
        kept--;
    }
    return kept > 0 ? g_strdup_printf("%.*s*%s", (int)kept, name, dot ? dot : "") : g_strdup(name);
}

/* ---- words ---------------------------------------------------------------------------------------- */

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
    g_ptr_array_add(list, text_written(theirs));
    words->foreign |= strcmp(ours, theirs) != 0;
}

static bool is_own_name(const struct guess *guess, guint row, const char *value)
{
    if (guess->own_name == NO_HEADING) {
        return false;
    }
    g_autofree char *own = text_name_fold(guess_value(guess, row, guess->own_name));
    g_autofree char *folded = text_name_fold(value);
    return *own && strcmp(own, folded) == 0;
}

static const char *word_known(const struct input_column *column, const char *theirs)
{
    for (size_t i = 0; column->words && column->words[i]; i++) {
        if (*theirs && near_same(column->words[i], theirs)) {
            return column->words[i];
        }
    }
    return usual_word(column->words == words_taken_status ? "taken_status" : column->name, theirs);
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

static void words_put(GString *out, const struct guess *guess, const struct input_column *column,
                      int heading)
{
    /* What a state says of zones is looked at as one. */
    const bool by_state = heading != guess->headings[column - guess->table->columns];
    const bool zone = strcmp(column->name, "timezone") == 0;
    bool marked = false;
    g_autoptr(GHashTable) ours =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    struct words words = {.ours = ours, .order = order, .seen = seen};
    const bool may_be_own = strcmp(column->name, "booked_by") == 0;
    for (guint i = 0; i < guess->rows->len; i++) {
        const char *value = guess_value(guess, i, heading);
        const char *known = word_known(column, value);
        g_autofree char *folded = text_fold(value, true);
        const bool day = proposal_is_date(guess, (size_t)(column - guess->table->columns)) &&
                         text_has_digit(value) && !known;
        if (!*folded || day) {
            continue;
        }
        if (!known && may_be_own && is_own_name(guess, i, value)) {
            words.own_names++;
            continue;
        }
        words.other_rows += !known;
        if (g_hash_table_add(seen, g_steal_pointer(&folded))) {
            words.others += !known;
            if (known) {
                words_add(&words, known, value);
            }
        }
    }
    if (words.own_names > 0) {
        words_add(&words, "consultant", "(own name)");
    }
    if (!words.foreign && words.others == 0) {
        return;
    }
    g_string_append_printf(out, "\n[%s values of %s]\n", words_input_file[guess->file],
                           column->name);
    for (guint i = 0; i < order->len; i++) {
        GPtrArray *theirs = g_hash_table_lookup(ours, order->pdata[i]);
        g_ptr_array_add(theirs, NULL);
        g_autofree char *joined = g_strjoinv("; ", (char **)theirs->pdata);
        const char *word = order->pdata[i];
        if (by_state && i == 0 && zone) {
            g_string_append(out, "# The mark is for all of them: some states have several.\n");
        }
        const bool asked = !words_are_ours(word, theirs) && !(by_state && marked);
        marked |= asked;
        g_string_append_printf(out, "%s = %s%s\n", *word ? word : "(blank)", joined,
                               asked ? CONFIRM : "");
    }
    if (words.others > 0) {
        g_string_append_printf(
            out,
            "# %u more word%s, in %u row%s, may be anybody's and %s not shown: add "
            "%s, or the import asks.\n",
            words.others, words.others == 1 ? "" : "s", words.other_rows,
            words.other_rows == 1 ? "" : "s", words.others == 1 ? "is" : "are",
            words.others == 1 ? "it" : "them");
    }
}

/* ---- sections ------------------------------------------------------------------------------------- */

static void file_put(GString *out, const struct guess *guess)
{
    const struct raw_export *export = guess->export;
    g_autofree char *glob = glob_of(export->name);
    if (!guess->own) {
        g_string_append_printf(out, "file = %s\n", glob);
    }
    if (export->encoding) {
        g_string_append_printf(out, "encoding = %s\n", export->encoding);
    }
    if (export->delimiter) {
        g_string_append_printf(out, "delimiter = %s\n", export->delimiter);
    }
    const uint32_t line = guess_row(export, guess->heading_row)->line;
    if (line > 1) {
        g_string_append_printf(out, "headings_line = %u\n", line);
    }
    if (guess->skipped > 0) {
        g_string_append_printf(out, "# %u row%s %s little more than a footer or a total has.\n",
                               guess->skipped, guess->skipped == 1 ? "" : "s",
                               guess->skipped == 1 ? "has" : "have");
        g_string_append_printf(
            out, "skip_rows_without = %s%s\n",
            guess->skip_column == NO_COLUMN ? "?" : guess->table->columns[guess->skip_column].name,
            CONFIRM);
    }
}

/* Headings that nobody reads; those that may be a column that pays and is not found are asked for. */
static void ignore_put(GString *out, const struct guess *guess, const GHashTable *used)
{
    static const char DECIDING[] =
        "approved approval approval_status state decision declined rejected deleted active "
        "withdrawn request_status leave_status";
    const bool taken = (guess->file == INPUT_BLOCKS || guess->file == INPUT_OTHER_WORK) &&
                       guess_named(guess, "status") == NO_HEADING;
    size_t count = 0;
    const struct usual_column *usual = usual_columns(&count);
    g_autoptr(GString) ignored = g_string_new(NULL);
    bool to_confirm = false;
    for (int at = 0; at < guess_heading_count(guess); at++) {
        const char *heading = guess_heading(guess, at);
        const char *asked = NULL;
        for (size_t i = 0; i < count && !asked; i++) {
            const bool absent =
                usual[i].file == guess->file && usual[i].pays &&
                guess_named(guess, usual[i].column) == NO_HEADING &&
                !(guess->end != NO_HEADING && strcmp(usual[i].column, "duration_minutes") == 0);
            asked = absent && usual_likeness(&usual[i], heading) > 0 ? usual[i].column : NULL;
        }
        const bool read = g_hash_table_contains((GHashTable *)used, GINT_TO_POINTER(at));
        if (!*heading || read) {
            continue;
        }
        g_autofree char *written = text_written(heading);
        g_autofree char *key = usual_key(heading);
        if (asked) {
            g_string_append_printf(out, "# Is %s the column %s? Then name it below.\n", written,
                                   asked);
        } else if (taken && usual_list_has(DECIDING, key)) {
            g_string_append_printf(
                out, "# Does %s say which of its rows count? Then name it below as status.\n",
                written);
            to_confirm = true;
        }
        g_string_append_printf(ignored, "%s%s", ignored->len > 0 ? "; " : "", written);
    }
    if (ignored->len > 0) {
        g_string_append_printf(out, "ignore = %s%s\n", ignored->str, to_confirm ? CONFIRM : "");
    }
}

static void columns_put(GString *out, const struct guess *guess, GHashTable *used)
{
    g_string_append_printf(out, "\n[%s columns]\n", words_input_file[guess->file]);
    for (size_t i = 0; i < guess->table->column_count; i++) {
        const struct input_column *column = &guess->table->columns[i];
        const int heading = guess_heading_of(guess, i);
        const bool start = strcmp(column->name, "start") == 0;
        const bool of_day =
            guess_has_weekdays(guess) && (start || strcmp(column->name, "weekday") == 0);
        if (of_day) {
            continue;
        }
        if (heading != NO_HEADING) {
            g_hash_table_add(used, GINT_TO_POINTER(heading));
        }
        if (start && guess->date_of_start != NO_HEADING) {
            g_hash_table_add(used, GINT_TO_POINTER(guess->date_of_start));
            g_string_append_printf(out, "start = %s & \" \" & %s\n",
                                   guess_heading(guess, guess->date_of_start),
                                   guess_heading(guess, heading));
        } else if (heading != NO_HEADING) {
            column_put(out, guess, column->name, heading);
        } else if (column->need != OPTIONAL) {
            heading_put(out, column->name, NULL, false);
        }
        if (guess->end != NO_HEADING && strcmp(column->name, "duration_minutes") == 0) {
            g_hash_table_add(used, GINT_TO_POINTER(guess->end));
            column_put(out, guess, "end", guess->end);
        }
    }
}

static void all_words_put(GString *out, const struct guess *guess)
{
    for (size_t i = 0; i < guess->table->column_count; i++) {
        const struct input_column *column = &guess->table->columns[i];
        const int heading = guess_heading_of(guess, i);
        const bool by_state = heading != guess->headings[i];
        const bool day = strcmp(column->name, "gst_from") == 0;
        if (heading != NO_HEADING && (column->kind == VALUE_WORD || by_state || day)) {
            words_put(out, guess, column, heading);
        }
    }
}

static const char PARTNER_RATES[] = "partner_rate partner_hourly_rate schedule_rate";
static const char ADHOC_RATES[] = "ad_hoc_rate adhoc_rate ad_hoc_hourly_rate";

/* Two rates beside each partner are two passes over the same file. */
static void rates_put(GString *out, struct guess *guess, GHashTable *used)
{
    const int partner = guess_heading_find(guess, PARTNER_RATES);
    const int adhoc = guess_heading_find(guess, ADHOC_RATES);
    struct guess rates = *guess;
    if (partner == NO_HEADING || adhoc == NO_HEADING) {
        return;
    }
    rates.file = INPUT_RATES;
    rates.table = &rates_table;
    guess_by_headings(&rates);
    const int from = guess_named(&rates, "effective_from");
    g_string_append(out, "\n[rates.csv]\n");
    rates.skip_column = guess->skip_column == NO_COLUMN ? NO_COLUMN : rates.table->partner_column;
    file_put(out, &rates);
    proposal_dates_put(out, &rates);
    g_string_append(out, "\n[rates.csv columns]\n");
    heading_put(out, "partner_id", guess_heading(guess, guess_named(guess, "partner_id")), true);
    g_string_append(out, "kind = \"partner\"\n");
    heading_put(out, "effective_from", from == NO_HEADING ? NULL : guess_heading(guess, from),
                false);
    heading_put(out, "hourly_rate", guess_heading(guess, partner), false);
    g_string_append(out, "\n[rates.csv 2 columns]\nkind = \"adhoc\"\n");
    heading_put(out, "hourly_rate", guess_heading(guess, adhoc), false);
    const int read[] = {partner, adhoc, from};
    for (size_t i = 0; i < G_N_ELEMENTS(read); i++) {
        g_hash_table_add(used, GINT_TO_POINTER(read[i]));
    }
}

static void weekdays_put(GString *out, const struct guess *guess, GHashTable *used)
{
    int first = SUN;
    int last = MON;
    for (int day = MON; day <= SUN; day++) {
        if (guess->weekdays[day] != NO_HEADING) {
            first = MIN(first, day);
            last = MAX(last, day);
            g_hash_table_add(used, GINT_TO_POINTER(guess->weekdays[day]));
        }
    }
    if (first <= last) {
        g_string_append_printf(out, "weekdays = %s..%s\n", words_weekday[first],
                               words_weekday[last]);
    }
}

static void section_put(GString *out, struct guess *guess, bool has_rates)
{
    g_autoptr(GHashTable) used = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GString) columns = g_string_new(NULL);
    g_autoptr(GString) rates = g_string_new(NULL);
    g_autoptr(GString) file = g_string_new(NULL);
    guess_rows(guess);
    columns_put(columns, guess, used);
    if (guess->file == INPUT_PARTNERS && !has_rates) {
        rates_put(rates, guess, used);
    }
    file_put(file, guess);
    proposal_dates_put(file, guess);
    weekdays_put(file, guess, used);
    if (!guess->own) {
        ignore_put(file, guess, used);
    }
    if (file->len > 0) {
        g_string_append_printf(out, "\n[%s]\n%s", words_input_file[guess->file], file->str);
    }
    g_string_append(out, guess->own ? "" : columns->str);
    all_words_put(out, guess);
    g_string_append(out, rates->str);
    g_array_unref(guess->rows);
}

/* ---- the directory -------------------------------------------------------------------------------- */

/* What is no table that can be read. */
static void not_recognised_put(GString *out, const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_autoptr(GStringChunk) texts = g_string_chunk_new(64);
    const char *what = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? "a link, which nothing follows"
                       : g_file_test(path, G_FILE_TEST_IS_DIR)
                           ? "a directory"
                           : "no table of text: save it as CSV UTF-8";
    g_string_append_printf(out, "# Not recognised: %s (%s)\n", issue_escape(texts, name), what);
}

/* Those that can be read; of the others a line each. */
static GPtrArray *exports_read(const char *directory, GString *out, GError **error)
{
    g_autoptr(GDir) names = g_dir_open(directory, 0, error);
    if (!names) {
        return NULL;
    }
    g_autoptr(GPtrArray) sorted = g_ptr_array_new_with_free_func(g_free);
    for (const char *name = g_dir_read_name(names); name; name = g_dir_read_name(names)) {
        g_ptr_array_add(sorted, g_strdup(name));
    }
    g_ptr_array_sort(sorted, text_compare);
    GPtrArray *exports = g_ptr_array_new_with_free_func((GDestroyNotify)raw_export_free);
    for (guint i = 0; i < sorted->len; i++) {
        const char *name = sorted->pdata[i];
        g_autofree char *small = g_ascii_strdown(name, -1);
        const bool table = g_str_has_suffix(small, ".csv") || g_str_has_suffix(small, ".tsv") ||
                           g_str_has_suffix(small, ".txt");
        struct raw_export *export = table && *name != '.' ? raw_export_read(directory, name) : NULL;
        if (export) {
            g_ptr_array_add(exports, export);
        } else if (*name != '.' && words_find(words_input_file, name) < 0 &&
                   strcmp(name, "sources.ini") != 0 && !g_str_has_suffix(small, ".png")) {
            not_recognised_put(out, directory, name);
        }
    }
    return exports;
}

char *proposal_make(const char *directory, GError **error)
{
    g_autoptr(GString) out = g_string_new(
        "# What the exports in this directory seem to be. A line that ends in # confirm is likely "
        "and\n"
        "# no more: see whether it is right, and take the mark off. A ? is for you to fill in.\n");
    g_autoptr(GPtrArray) exports = exports_read(directory, out, error);
    if (!exports) {
        return NULL;
    }
    struct guess guesses[INPUT_FILE_COUNT] = {{0}};
    for (guint i = 0; i < exports->len; i++) {
        struct guess guess;
        const struct raw_export *export = exports->pdata[i];
        if (!guess_make(export, &guess)) {
            g_string_append_printf(out, "# Not recognised: %s\n", export->name);
            continue;
        }
        const struct raw_export *other = guesses[guess.file].export;
        if (other) {
            g_string_append_printf(out,
                                   "# %s and %s both look like %s: is one a second download?\n",
                                   other->name, export->name, words_input_file[guess.file]);
        }
        if (!other || guess.own) {
            guesses[guess.file] = guess;
        }
    }
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (guesses[file].export) {
            section_put(out, &guesses[file], guesses[INPUT_RATES].export != NULL);
        }
    }
    if (!strstr(out->str, "\n[")) {
        g_string_append(out, "# There is no more to say: the rest is in our own columns.\n");
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
