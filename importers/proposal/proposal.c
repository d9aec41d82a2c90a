#include "importers/proposal/proposal.h"

#include <string.h>

#include "engine/core/near.h"
#include "importers/proposal/guess.h"
#include "importers/source.h"
#include "importers/text/lines.h"
#include "importers/text/written.h"
#include "importers/usual.h"

static const char CONFIRM[] = " # confirm";

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

/* ---- dates and zones ------------------------------------------------------------------------------ */

static bool is_date_column(const struct guess *guess, size_t column)
{
    const char *name = guess->table->columns[column].name;
    const bool placed = strcmp(name, "start") == 0 || strcmp(name, "end") == 0;
    switch (guess->table->columns[column].kind) {
    case VALUE_DAY_FROM:
    case VALUE_DAY_TO:
    case VALUE_LAST_DAY:
    case VALUE_STAMP_FROM:
    case VALUE_STAMP_TO:
        return true;
    default:
        return placed && guess->file != INPUT_SCHEDULES;
    }
}

/* A column with dates or instants of a file, and its heading. */
struct date_column {
    const char *name; /* as `zone of` names it */
    int heading;
    bool local;       /* it has instants that say nothing of their zone */
    const char *zone; /* of which its heading speaks; NULL: of none */
};

/* "UTC" or a city in a text; NULL: it speaks of no zone. */
static const char *zone_spoken(const char *text)
{
    static const struct {
        const char *word;
        const char *zone;
    } zones[] = {{"utc", "UTC"},
                 {"gmt", "UTC"},
                 {"sydney", "Australia/Sydney"},
                 {"melbourne", "Australia/Melbourne"},
                 {"brisbane", "Australia/Brisbane"},
                 {"adelaide", "Australia/Adelaide"},
                 {"perth", "Australia/Perth"},
                 {"hobart", "Australia/Hobart"},
                 {"darwin", "Australia/Darwin"}};
    g_autofree char *small = g_ascii_strdown(text, -1);
    g_auto(GStrv) words = g_strsplit_set(small, " ,.;:()[]/_-", -1);
    for (size_t i = 0; i < G_N_ELEMENTS(zones); i++) {
        if (g_strv_contains((const char *const *)words, zones[i].word)) {
            return zones[i].zone;
        }
    }
    return NULL;
}

static bool is_local(const char *value)
{
    struct written written;
    const bool read = written_read(value, DATE_ORDER_DAY_MONTH_YEAR, &written) ||
                      written_read(value, DATE_ORDER_MONTH_DAY_YEAR, &written);
    return read ? written.has_time && !written.exact : written_time_read(value, &written);
}

static void date_column_add(const struct guess *guess, const char *name, int heading,
                            struct date_evidence *evidence, GArray *columns)
{
    if (heading == NO_HEADING) {
        return;
    }
    struct date_column column = {name, heading, false, zone_spoken(guess_heading(guess, heading))};
    for (guint i = 0; i < guess->rows->len; i++) {
        const char *value = guess_value(guess, i, heading);
        date_evidence_add(evidence, value,
                          g_array_index(guess->rows, const struct raw_row *, i)->line);
        column.local = column.local || is_local(value);
    }
    g_array_append_val(columns, column);
}

/* One zone for all of them, or those of whose headings one speaks, and the question for the others. */
static void zones_put(GString *out, const struct guess *guess, const GArray *columns)
{
    const char *titled = NULL;
    for (guint row = 0; row < guess->heading_row && !titled; row++) {
        for (guint at = 0; at < guess_row(guess->export, row)->cells->len && !titled; at++) {
            titled = zone_spoken(raw_cell(guess_row(guess->export, row), at));
        }
    }
    guint local = 0;
    guint asked = 0;
    const char *one = NULL;
    bool several = false;
    for (guint i = 0; i < columns->len; i++) {
        const struct date_column *column = &g_array_index(columns, struct date_column, i);
        const char *zone = column->zone ? column->zone : titled;
        local += column->local;
        asked += column->local && !zone;
        several |= column->local && one && g_strcmp0(one, zone) != 0;
        one = column->local && !one ? zone : one;
    }
    if (local == 0) {
        return;
    }
    const bool all = asked == 0 && !several;
    for (guint i = 0; i < columns->len && !all; i++) {
        const struct date_column *column = &g_array_index(columns, struct date_column, i);
        if (column->local && (column->zone || titled)) {
            g_string_append_printf(out, "zone of %s = %s%s\n", column->name,
                                   column->zone ? column->zone : titled, CONFIRM);
        }
    }
    if (all) {
        g_string_append_printf(out, "zone = %s%s\n", one, CONFIRM);
    } else if (asked > 0) {
        g_string_append_printf(out,
                               "# Nothing here says of which zone its times are: Australia/Sydney "
                               "or another? Where each\n"
                               "# is in its partner's own, delete this line.\nzone = ?%s\n",
                               CONFIRM);
    }
}

/* Whole days of leave that all end after they begin may end on the day after the last. */
static void all_day_end_put(GString *out, const struct guess *guess, enum date_order order)
{
    const int start = guess_named(guess, "start");
    const int end = guess_named(guess, "end");
    guint whole = 0;
    guint one_day = 0;
    for (guint i = 0; start != NO_HEADING && end != NO_HEADING && i < guess->rows->len; i++) {
        struct written from;
        struct written to;
        if (written_read(guess_value(guess, i, start), order, &from) &&
            written_read(guess_value(guess, i, end), order, &to) && !from.has_time &&
            !to.has_time) {
            whole++;
            one_day += memcmp(&from.civil, &to.civil, sizeof from.civil) == 0;
        }
    }
    if (whole > 0 && one_day == 0) {
        g_string_append_printf(
            out,
            "# None of %u absences of whole days ends on the day on which it begins: "
            "is the end the day after?\nall_day_end = exclusive%s\n",
            whole, CONFIRM);
    }
}

static void dates_put(GString *out, const struct guess *guess)
{
    struct date_evidence evidence = {0};
    g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(struct date_column));
    for (size_t i = 0; i < guess->table->column_count; i++) {
        if (is_date_column(guess, i)) {
            date_column_add(guess, guess->table->columns[i].name, guess->headings[i], &evidence,
                            columns);
        }
    }
    date_column_add(guess, "duration_minutes", guess->end, &evidence, columns);
    enum date_order order = DATE_ORDER_DAY_MONTH_YEAR;
    if (guess->date_of_start != NO_HEADING) { /* the day of a start, whose time is local already */
        g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(struct date_column));
        date_column_add(guess, "start", guess->date_of_start, &evidence, days);
    }
    if (evidence.count > 0) {
        g_autofree char *told = date_evidence_text(&evidence, words_input_file[guess->file]);
        order = date_evidence_order(&evidence);
        g_string_append_printf(out, "# %s\ndate_order = %s%s\n", told,
                               order == DATE_ORDER_UNKNOWN ? "?" : date_order_words[order],
                               CONFIRM);
    }
    if (!guess->own && guess_named(guess, "timezone") == NO_HEADING) { /* ours have a zone */
        zones_put(out, guess, columns);
    }
    if (guess->file == INPUT_BLOCKS && !guess->own) {
        all_day_end_put(out, guess, order);
    }
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
    g_autofree char *own = text_fold(guess_value(guess, row, guess->own_name), true);
    g_autofree char *folded = text_fold(value, true);
    return *own && strcmp(own, folded) == 0;
}

static const char *word_known(const struct input_column *column, const char *theirs)
{
    for (size_t i = 0; column->words && column->words[i]; i++) {
        if (*theirs && near_same(column->words[i], theirs)) {
            return column->words[i];
        }
    }
    return usual_word(column->name, theirs);
}

static void words_put(GString *out, const struct guess *guess, const struct input_column *column,
                      int heading)
{
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
        const bool day = is_date_column(guess, (size_t)(column - guess->table->columns)) &&
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
        g_string_append_printf(out, "%s = %s%s\n", *word ? word : "(blank)", joined, CONFIRM);
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
    size_t count = 0;
    const struct usual_column *usual = usual_columns(&count);
    g_autoptr(GString) ignored = g_string_new(NULL);
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
        if (asked) {
            g_string_append_printf(out, "# Is %s the column %s? Then name it below.\n", written,
                                   asked);
        }
        g_string_append_printf(ignored, "%s%s", ignored->len > 0 ? "; " : "", written);
    }
    if (ignored->len > 0) {
        g_string_append_printf(out, "ignore = %s\n", ignored->str);
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
    dates_put(out, &rates);
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
    dates_put(file, guess);
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

static GPtrArray *exports_read(const char *directory, GError **error)
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
        }
    }
    return exports;
}

char *proposal_make(const char *directory, GError **error)
{
    g_autoptr(GPtrArray) exports = exports_read(directory, error);
    if (!exports) {
        return NULL;
    }
    g_autoptr(GString) out = g_string_new(
        "# What the exports in this directory seem to be. A line that ends in # confirm is likely "
        "and\n"
        "# no more: see whether it is right, and take the mark off. A ? is for you to fill in.\n");
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
