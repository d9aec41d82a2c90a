#include "importers/proposal/proposal.h"

#include <string.h>

#include "importers/proposal/dates.h"
#include "importers/proposal/section.h"
#include "importers/proposal/words.h"
#include "importers/source.h"
#include "importers/text/lines.h"
#include "importers/text/written.h"
#include "importers/usual.h"

/* ---- headings ------------------------------------------------------------------------------------- */

/* A heading as [… columns] has it, where & joins; NULL: it cannot be written there. The caller frees. */
static char *heading_text(const char *heading)
{
    g_auto(GStrv) parts = g_strsplit(heading, "&", -1);
    g_autofree char *doubled = g_strjoinv("&&", parts);
    g_auto(GStrv) halves = g_strsplit(doubled, "\\", -1);
    g_autofree char *escaped = g_strjoinv("\\\\", halves);
    return *heading && !strchr(heading, '"') ? text_fold(escaped, false) : NULL;
}

/* A heading that there is not, or that cannot be written, is asked for. */
static void heading_put(struct section *section, const char *column, const char *heading,
                        enum asking asking)
{
    g_autofree char *text = heading ? heading_text(heading) : NULL;
    if (text) {
        section_line(section, asking, column, "%s", text);
    } else {
        section_ask(section, column);
    }
}

/* A column that pays is to be looked at where its heading has another name, any where a second heading may
 * be it; that one is told. */
static void column_put(struct section *section, const struct guess *guess, const char *column,
                       int heading)
{
    size_t count = 0;
    const struct usual_column *usual = usual_columns(&count);
    const char *chosen = guess_heading(guess, heading);
    const int rank = usual_rank(guess->file, column, chosen);
    enum asking asking = rank == 0 ? LIKELY : SURE; /* by its values alone */
    if (rank != 1 && guess->file == INPUT_RATES && strcmp(column, "partner_id") != 0) {
        asking = LIKELY;
    }
    for (size_t i = 0; i < count && rank != 1; i++) {
        const bool pays =
            usual[i].pays && usual[i].file == guess->file && strcmp(usual[i].column, column) == 0;
        asking = pays ? LIKELY : asking;
    }
    for (int at = 0; at < guess_heading_count(guess); at++) {
        if (!guess_takes(guess, at) && at != guess->date_of_start &&
            usual_rank(guess->file, column, guess_heading(guess, at)) > 0) {
            g_autofree char *other = heading_text(guess_heading(guess, at));
            section_comment(section, "Or is %s = %s?", column, other ? other : "");
            asking = ASKED;
        }
    }
    heading_put(section, column, chosen, asking);
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

/* ---- the section of a file ------------------------------------------------------------------------- */

static const char *column_of_heading(const struct guess *guess, int heading)
{
    for (size_t i = 0; i < guess->table->column_count; i++) {
        if (guess->headings[i] == heading) {
            return guess->table->columns[i].name;
        }
    }
    return NULL;
}

static void skip_put(struct section *section, const struct guess *guess)
{
    if (guess->skipped == 0) {
        return;
    }
    const int heading = guess->skip_heading;
    const char *ours = heading == NO_HEADING ? NULL : column_of_heading(guess, heading);
    g_autofree char *theirs =
        heading == NO_HEADING ? NULL : proposal_text(guess_heading(guess, heading));
    section_comment(section, "%u row%s %s a footer or a total.%s", guess->skipped,
                    guess->skipped == 1 ? "" : "s", guess->skipped == 1 ? "is like" : "are like",
                    guess->skip_is_sure ? ""
                                        : " A row without what follows is left out: has every row "
                                          "that counts one?");
    if (ours || theirs) {
        section_line(section, guess->skip_is_sure ? SURE : ASKED, "skip_rows_without", "%s",
                     ours ? ours : theirs);
    } else {
        section_ask(section, "skip_rows_without");
    }
}

/* Amounts with a decimal comma: all of them, and some that can be nothing else. */
static bool has_decimal_commas(const struct guess *guess)
{
    const int single = guess_named(guess, "hourly_rate");
    const int headings[] = {single, guess->rates[RATE_PARTNER], guess->rates[RATE_ADHOC]};
    guint commas = 0;
    for (size_t i = 0; guess->file == INPUT_RATES && i < G_N_ELEMENTS(headings); i++) {
        for (guint row = 0; headings[i] != NO_HEADING && row < guess->rows->len; row++) {
            const char *value = guess_value(guess, row, headings[i]);
            g_autofree char *point = text_amount_plain(value);
            g_autofree char *comma = text_amount_of_comma(value);
            if (*value && !comma) {
                return false;
            }
            commas += *value && !point;
        }
    }
    return commas > 0;
}

static void file_put(struct section *section, const struct guess *guess)
{
    const struct raw_export *export = guess->export;
    g_autofree char *glob = glob_of(export->name);
    if (!guess->own) {
        section_line(section, SURE, "file", "%s", glob);
    }
    if (export->encoding) {
        section_line(section, SURE, "encoding", "%s", export->encoding);
    }
    if (export->delimiter) {
        section_line(section, SURE, "delimiter", "%s", export->delimiter);
    }
    const uint32_t line = guess_row(export, guess->heading_row)->line;
    if (line > 1) {
        section_line(section, SURE, "headings_line", "%u", line);
    }
    skip_put(section, guess);
    if (has_decimal_commas(guess)) {
        section_line(section, ASKED, "decimal", "comma");
    }
}

/* Whether it has been told beside the heading that was chosen. */
static bool is_rival(const struct guess *guess, const char *heading)
{
    for (size_t i = 0; i < guess->table->column_count; i++) {
        if (guess->headings[i] != NO_HEADING &&
            usual_rank(guess->file, guess->table->columns[i].name, heading) > 0) {
            return true;
        }
    }
    return false;
}

/* The column that pays and that has no heading yet, where this one looks like it; NULL. */
static const char *column_resembled(const struct guess *guess, const char *heading)
{
    size_t count = 0;
    const struct usual_column *usual = usual_columns(&count);
    for (size_t i = 0; i < count && !is_rival(guess, heading); i++) {
        const bool absent =
            usual[i].file == guess->file && usual[i].pays &&
            guess_named(guess, usual[i].column) == NO_HEADING &&
            !(guess->end != NO_HEADING && strcmp(usual[i].column, "duration_minutes") == 0);
        if (absent && usual_likeness(&usual[i], heading) > 0) {
            return usual[i].column;
        }
    }
    return NULL;
}

/* Headings that nobody reads; those that may be a column that pays and is not found are asked for. */
static void ignore_put(struct section *section, const struct guess *guess, GHashTable *used)
{
    const bool taken = guess->file == INPUT_BLOCKS || guess->file == INPUT_OTHER_WORK;
    g_autoptr(GString) ignored = g_string_new(NULL);
    enum asking asking = SURE;
    for (int at = 0; at < guess_heading_count(guess); at++) {
        const char *heading = guess_heading(guess, at);
        if (!*heading || g_hash_table_contains(used, GINT_TO_POINTER(at))) {
            continue;
        }
        const char *resembled = column_resembled(guess, heading);
        g_autofree char *written = proposal_text(heading);
        if (resembled && taken && strcmp(resembled, "status") == 0) {
            section_comment(section,
                            "Does %s say which of its rows count? Then name it below as status.",
                            written);
        } else if (resembled) {
            section_comment(section, "Is %s the column %s? Then name it below.", written,
                            resembled);
        }
        asking = resembled ? ASKED : asking;
        g_string_append_printf(ignored, "%s%s", ignored->len > 0 ? "; " : "", written);
    }
    if (ignored->len > 0) {
        section_line(section, asking, "ignore", "%s", ignored->str);
    }
}

static void weekdays_put(struct section *section, const struct guess *guess, GHashTable *used)
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
        section_line(section, SURE, "weekdays", "%s..%s", words_weekday[first],
                     words_weekday[last]);
    }
}

/* ---- its columns ---------------------------------------------------------------------------------- */

/* A time with the heading of its day before it. */
static void joined_put(struct section *section, const struct guess *guess, const char *column,
                       int heading)
{
    g_autofree char *day = heading_text(guess_heading(guess, guess->date_of_start));
    g_autofree char *time = heading_text(guess_heading(guess, heading));
    if (day && time) {
        section_line(section, SURE, column, "%s & \" \" & %s", day, time);
    } else {
        section_ask(section, column);
    }
}

static void end_put(struct section *section, const struct guess *guess)
{
    if (guess->end_is_time) {
        joined_put(section, guess, "end", guess->end);
    } else {
        column_put(section, guess, "end", guess->end);
    }
}

/* Whether other lines than its own say what the column is. */
static bool is_told_elsewhere(const struct guess *guess, const char *column)
{
    const bool start = strcmp(column, "start") == 0;
    const bool rate = strcmp(column, "kind") == 0 || strcmp(column, "hourly_rate") == 0;
    return (guess_has_weekdays(guess) && (start || strcmp(column, "weekday") == 0)) ||
           (guess->file == INPUT_RATES && guess_has_rates(guess) && rate);
}

static void columns_put(struct section *section, const struct guess *guess, GHashTable *used)
{
    for (size_t i = 0; i < guess->table->column_count; i++) {
        const struct input_column *column = &guess->table->columns[i];
        const int heading = guess_heading_of(guess, i);
        const bool start = strcmp(column->name, "start") == 0;
        if (is_told_elsewhere(guess, column->name)) {
            continue;
        }
        if (heading != NO_HEADING) {
            g_hash_table_add(used, GINT_TO_POINTER(heading));
        }
        if (start && guess->date_of_start != NO_HEADING) {
            g_hash_table_add(used, GINT_TO_POINTER(guess->date_of_start));
            joined_put(section, guess, "start", heading);
        } else if (heading != NO_HEADING) {
            column_put(section, guess, column->name, heading);
        } else if (column->need != OPTIONAL) {
            if (strcmp(column->name, "weekday") == 0) {
                section_comment(
                    section, "Where its rows are shifts by date it is the wrong export: what "
                             "counts is the agreed week, with weekday, start and end, as lists of "
                             "availability or work schedules have it.");
            }
            section_ask(section, column->name);
        }
        if (guess->end != NO_HEADING && strcmp(column->name, "duration_minutes") == 0) {
            g_hash_table_add(used, GINT_TO_POINTER(guess->end));
            end_put(section, guess);
        }
    }
}

/* Two rates beside each other are two passes, which one mark asks for. */
static void rates_put(struct section *first, GString *out, const struct guess *guess,
                      GHashTable *used)
{
    section_line(first, SURE, "kind", "\"%s\"", words_rate_kind[RATE_PARTNER]);
    heading_put(first, "hourly_rate", guess_heading(guess, guess->rates[RATE_PARTNER]), LIKELY);
    g_autoptr(section) second = section_new("rates.csv 2 columns");
    section_comment(second, "The mark above is for this one too.");
    section_line(second, SURE, "kind", "\"%s\"", words_rate_kind[RATE_ADHOC]);
    heading_put(second, "hourly_rate", guess_heading(guess, guess->rates[RATE_ADHOC]), SURE);
    for (int i = 0; i < RATE_KIND_COUNT; i++) {
        g_hash_table_add(used, GINT_TO_POINTER(guess->rates[i]));
    }
    section_put(out, second);
}

/* The headings that the rates read of an export of partners. */
static void rates_use(const struct guess *rates, GHashTable *used)
{
    for (size_t i = 0; i < rates->table->column_count; i++) {
        g_hash_table_add(used, GINT_TO_POINTER(rates->headings[i]));
    }
    for (int i = 0; i < RATE_KIND_COUNT; i++) {
        g_hash_table_add(used, GINT_TO_POINTER(rates->rates[i]));
    }
}

/* ---- the directory -------------------------------------------------------------------------------- */

/* What is found out of all exports, by input file. */
struct proposal {
    struct guess guesses[INPUT_FILE_COUNT];
    struct dated dated[INPUT_FILE_COUNT];
    struct known_partners known;
    struct common_dates common;
};

/* An export whose rates are read from that of the partners. */
static bool is_of_partners(const struct proposal *proposal)
{
    const struct guess *rates = &proposal->guesses[INPUT_RATES];
    return rates->export && rates->export == proposal->guesses[INPUT_PARTNERS].export;
}

static void sections_put(GString *out, const struct proposal *proposal, enum input_file file)
{
    const struct guess *guess = &proposal->guesses[file];
    const char *name = words_input_file[file];
    const bool shared = is_of_partners(proposal);
    g_autofree char *columns_name = g_strdup_printf("%s columns", name);
    g_autoptr(section) own = section_new(name);
    g_autoptr(section) columns = section_new(columns_name);
    g_autoptr(GHashTable) used = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GString) further = g_string_new(NULL);
    g_autoptr(GString) rest = g_string_new(NULL);
    columns_put(columns, guess, used);
    if (file == INPUT_RATES && guess_has_rates(guess)) {
        rates_put(columns, further, guess, used);
    }
    if (file == INPUT_PARTNERS && shared) {
        rates_use(&proposal->guesses[INPUT_RATES], used);
    }
    file_put(own, guess);
    proposal_dates_put(own, guess, &proposal->dated[file], &proposal->common);
    weekdays_put(own, guess, used);
    if (!guess->own && !(file == INPUT_RATES && shared)) {
        ignore_put(own, guess, used);
    }
    if (!guess->own) {
        section_put(rest, columns);
    }
    g_string_append(rest, further->str);
    proposal_words_put(rest, guess, &proposal->known);
    if (!guess->own && !strstr(rest->str, SOURCE_CONFIRM)) {
        section_ask_at_least(own); /* that the export is this file */
    }
    if (!guess->own || !section_is_empty(own)) {
        section_put(out, own);
    }
    g_string_append(out, rest->str);
}

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

/* Which export is which input file; of what is none, and of two for one, a line each. */
static void guesses_make(struct proposal *proposal, const GPtrArray *exports, GString *out)
{
    for (guint i = 0; i < exports->len; i++) {
        struct guess guess;
        const struct raw_export *export = exports->pdata[i];
        if (!guess_make(export, &guess)) {
            g_string_append_printf(out, "# Not recognised: %s\n", export->name);
            continue;
        }
        struct guess *known = &proposal->guesses[guess.file];
        if (known->export) {
            g_string_append_printf(
                out,
                "# %s and %s both look like %s: is one a second download? Then "
                "take it away.\n# If they are two parts of one, add join = yes.\n",
                known->export->name, export->name, words_input_file[guess.file]);
        }
        if (!known->export || guess.own) {
            *known = guess;
        }
    }
}

/* Rates that stand in the export of the partners. */
static void rates_find(struct proposal *proposal)
{
    const struct guess *partners = &proposal->guesses[INPUT_PARTNERS];
    struct guess *rates = &proposal->guesses[INPUT_RATES];
    if (!rates->export && partners->export && !partners->own && guess_has_rates(partners)) {
        *rates = *partners;
        rates->file = INPUT_RATES;
        rates->table = &rates_table;
        rates->skip_heading = NO_HEADING;
        guess_by_headings(rates);
        guess_rows(rates);
    }
}

static void proposal_find(struct proposal *proposal)
{
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (proposal->guesses[file].export) {
            guess_rows(&proposal->guesses[file]);
        }
    }
    rates_find(proposal);
    const struct guess *partners = &proposal->guesses[INPUT_PARTNERS];
    proposal->known = known_partners_find(partners->export ? partners : NULL);
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (proposal->guesses[file].export) {
            guess_by_values(&proposal->guesses[file], &proposal->known);
            dated_find(&proposal->guesses[file], &proposal->dated[file]);
        }
    }
    proposal->common = common_dates_find(proposal->guesses, proposal->dated);
}

static void proposal_clear(struct proposal *proposal)
{
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        g_clear_pointer(&proposal->guesses[file].rows, g_array_unref);
        dated_clear(&proposal->dated[file]);
    }
    known_partners_clear(&proposal->known);
}

char *proposal_make(const char *directory, GError **error)
{
    g_autoptr(GString) out = g_string_new(
        "# What the exports in this directory seem to be. A line that ends in # confirm is\n"
        "# likely and no more: see whether it is right, and take the mark off. A ? is for\n"
        "# you to fill in.\n");
    g_autoptr(GPtrArray) exports = exports_read(directory, out, error);
    if (!exports) {
        return NULL;
    }
    struct proposal proposal = {0};
    g_autoptr(section) all = section_new(SOURCE_ALL);
    guesses_make(&proposal, exports, out);
    proposal_find(&proposal);
    common_dates_put(all, &proposal.common);
    if (!section_is_empty(all)) {
        section_put(out, all);
    }
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (proposal.guesses[file].export) {
            sections_put(out, &proposal, (enum input_file)file);
        }
    }
    proposal_clear(&proposal);
    if (!strstr(out->str, "\n[")) {
        g_string_append(out, "# There is no more to say: the rest is in our own columns.\n");
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
