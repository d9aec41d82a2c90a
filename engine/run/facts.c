#include "engine/run/facts.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "engine/run/results/directory.h"
#include "engine/run/standing/fact_text.h"
#include "engine/store/facts/decisions.h"
#include "engine/store/tables.h"
#include "reports/output_file.h"
#include "reports/text.h"

struct facts {
    const struct month_setup *setup;
    const char *directory;
    GPtrArray *files;
    GPtrArray *left;
    GHashTable *roster;    /* partner_id of each of the period's partners.csv */
    GHashTable *sessions;  /* case_id -> how many of its sessions are with others */
    guint other_rows;      /* of whom partners.csv lacks */
    guint other_sessions;  /* of them, what counts in `sessions` */
    guint sessions_within; /* of those, what starts in the period */
    guint decisions_left;
    GStringChunk *strings;
};

/* ---- one file -------------------------------------------------------------------------------- */

static bool file_write(struct facts *facts, const char *name, const void *bytes, size_t size,
                       GError **error)
{
    g_autofree char *path = g_build_filename(facts->directory, name, NULL);
    g_ptr_array_add(facts->files, g_strdup(name));
    return output_file_write(path, bytes, size, error);
}

/* Columns of the store that no file has: what was found when a row was read or entered, and health data. */
static bool column_is_written(enum input_file file, const struct column *column)
{
    static const char *const kept[] = {
        "ambiguous_local_time", "modality", "entered_by", "entered_at", "revokes",
        "amount_given",         NULL};
    return !g_strv_contains(kept, column->name) &&
           !(file == INPUT_BLOCKS && strcmp(column->name, "reason") == 0);
}

static void headings_append(GString *text, enum input_file file)
{
    const struct table *table = &fact_tables[file].table;
    const char *comma = "";
    for (size_t i = 0; i < table->column_count; i++) {
        if (column_is_written(file, &table->columns[i])) {
            g_autofree char *name = fact_heading(&table->columns[i]);
            g_string_append_printf(text, "%s%s", comma, name);
            comma = ",";
        }
    }
    g_string_append_c(text, '\n');
}

static void row_append(GString *text, enum input_file file, const void *row)
{
    const struct table *table = &fact_tables[file].table;
    const char *comma = "";
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (!column_is_written(file, column)) {
            continue;
        }
        const bool no_amount = file == INPUT_DECISIONS && column->kind == COLUMN_MONEY &&
                               !((const struct decision *)row)->amount_given;
        g_string_append(text, comma);
        text_append_csv_exact(text, no_amount ? "" : fact_text(TEXT_ROOM, column, row));
        comma = ",";
    }
    g_string_append_c(text, '\n');
}

/* Whether a row goes into the file; it may be changed first. */
typedef bool row_take(struct facts *facts, void *row);

/* Without rows, only what a first import requires. */
static bool rows_write(struct facts *facts, enum input_file file, GArray *rows, row_take *take,
                       bool required, GError **error)
{
    const guint size = g_array_get_element_size(rows);
    g_autoptr(GString) text = g_string_new(NULL);
    headings_append(text, file);
    const gsize empty = text->len;
    for (guint i = 0; i < rows->len; i++) {
        void *row = rows->data + (gsize)i * size;
        if (!take || take(facts, row)) {
            row_append(text, file, row);
        }
    }
    return (text->len == empty && !required) ||
           file_write(facts, words_input_file[file], text->str, text->len, error);
}

static GArray *rows_load(struct facts *facts, enum input_file file, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, (guint)fact_tables[file].size);
    return store_rows_load(facts->setup->store, &facts->setup->view, file, rows, facts->strings,
                           error)
               ? g_steal_pointer(&rows)
               : NULL;
}

static bool table_write(struct facts *facts, enum input_file file, row_take *take, bool required,
                        GError **error)
{
    g_autoptr(GArray) rows = rows_load(facts, file, error);
    return rows && rows_write(facts, file, rows, take, required, error);
}

/* ---- company.ini and policy.ini ---------------------------------------------------------------- */

/* Beside company.ini, where it has a picture: its bytes are a fact, under a key of their own. */
static bool logo_write(struct facts *facts, const GArray *rows, GError **error)
{
    const char *name = NULL;
    const char *base64 = NULL;
    for (guint i = 0; i < rows->len; i++) {
        const struct ini_row *row = &g_array_index(rows, struct ini_row, i);
        name = strcmp(row->key, "logo") == 0 ? row->value : name;
        base64 = strcmp(row->key, COMPANY_LOGO_KEY) == 0 ? row->value : base64;
    }
    if (!name || !base64) {
        return true;
    }
    gsize size = 0;
    g_autofree guchar *bytes = g_base64_decode(base64, &size);
    return file_write(facts, name, bytes, size, error);
}

static bool ini_write(struct facts *facts, enum input_file file, GError **error)
{
    g_autoptr(GArray) rows = rows_load(facts, file, error);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GKeyFile) values = g_key_file_new();
    const char *section = "";
    for (guint i = 0; rows && i < rows->len; i++) {
        const struct ini_row *row = &g_array_index(rows, struct ini_row, i);
        if (strcmp(row->section, section) != 0) {
            section = row->section;
            g_string_append_printf(text, "%s[%s]\n", i > 0 ? "\n" : "", section);
        }
        if (row->key[0] != '\0' && strcmp(row->key, COMPANY_LOGO_KEY) != 0) {
            g_key_file_set_string(values, section, row->key, row->value);
            g_autofree char *value = g_key_file_get_value(values, section, row->key, NULL);
            g_string_append_printf(text, "%s = %s\n", row->key, value);
        }
    }
    return rows &&
           (rows->len == 0 ||
            file_write(facts, words_input_file[file], text->str, text->len, error)) &&
           (file != INPUT_COMPANY || logo_write(facts, rows, error));
}

/* ---- which rows ---------------------------------------------------------------------------------- */

static bool partner_take(struct facts *facts, void *row)
{
    return g_hash_table_add(facts->roster,
                            (gpointer)((struct partner_row *)row)->supplier.partner_id);
}

/* No file of the period may name who is not in its partners.csv. */
static bool of_roster(struct facts *facts, const char *partner_id)
{
    const bool found = g_hash_table_contains(facts->roster, partner_id);
    facts->other_rows += !found;
    return found;
}

static bool rate_take(struct facts *facts, void *row)
{
    return of_roster(facts, ((struct rate_row *)row)->partner_id);
}

static bool schedule_take(struct facts *facts, void *row)
{
    return of_roster(facts, ((struct schedule_row *)row)->partner_id);
}

static bool block_take(struct facts *facts, void *row)
{
    return of_roster(facts, ((struct block *)row)->partner_id);
}

static bool work_take(struct facts *facts, void *row)
{
    return of_roster(facts, ((struct other_work *)row)->partner_id);
}

/* A6: a session of a case with somebody else comes before those of the period, and counts as used. */
static bool appointment_take(struct facts *facts, void *row)
{
    const struct appointment *appointment = row;
    const struct report_run *run = &facts->setup->run;
    if (of_roster(facts, appointment->partner_id)) {
        return true;
    }
    const int64_t start = appointment->start.utc_minutes;
    const int64_t first = (int64_t)run->period.first.number * MINUTES_PER_DAY;
    const int64_t after = (int64_t)(period_last(run->period).number + 1) * MINUTES_PER_DAY;
    if (appointment->case_id[0] != '\0' && start < after &&
        appointment_uses_session(appointment, &run->policy, run->as_at)) {
        const guint count =
            GPOINTER_TO_UINT(g_hash_table_lookup(facts->sessions, appointment->case_id));
        g_hash_table_insert(facts->sessions, (gpointer)appointment->case_id,
                            GUINT_TO_POINTER(count + 1));
        facts->sessions_within += start >= first - MINUTES_PER_DAY;
    }
    return false;
}

static bool case_take(struct facts *facts, void *row)
{
    struct case_row *of = row;
    const guint others = GPOINTER_TO_UINT(g_hash_table_lookup(facts->sessions, of->case_id));
    facts->other_sessions += others;
    of->sessions_used += (int32_t)others;
    return true;
}

/* The program's own, and those of areas that only another period has, are not in the calendar. */
static bool holiday_take(struct facts *facts, void *row)
{
    const struct holiday *holiday = row;
    const GArray *areas = facts->setup->areas.rows;
    const GArray *shipped = facts->setup->shipped.holidays;
    bool known = false;
    for (guint i = 0; i < areas->len; i++) {
        known |= strcmp(g_array_index(areas, struct area_row, i).area, holiday->area) == 0;
    }
    for (guint i = 0; i < shipped->len; i++) {
        known &= !columns_same(&fact_tables[INPUT_HOLIDAYS].table, COLUMNS_KEY,
                               &g_array_index(shipped, struct holiday, i), holiday);
    }
    return known;
}

/* What changes an hour or a line of the month; the others are about documents, which a fresh store lacks. */
static bool decision_take(struct facts *facts, void *row)
{
    const struct decision *decision = row;
    const bool taken = decision->kind <= DECISION_SETTLED && decision_in_force(decision) &&
                       day_compare(decision->period.first, facts->setup->view.period.first) == 0 &&
                       (decision->partner_id[0] == '\0' ||
                        g_hash_table_contains(facts->roster, decision->partner_id));
    facts->decisions_left += !taken;
    return taken;
}

static bool decisions_write(struct facts *facts, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct decision));
    return store_decisions_load(facts->setup->store, facts->setup->view.batch, NULL, rows,
                                facts->strings, error) &&
           rows_write(facts, INPUT_DECISIONS, rows, decision_take, false, error);
}

/* ---- the program's holidays ------------------------------------------------------------------ */

static bool holidays_copy(struct facts *facts, const char *holidays, GError **error)
{
    g_autofree char *from = shipped_holidays_directory(holidays);
    g_autofree char *to = g_build_filename(facts->directory, FACTS_HOLIDAYS, NULL);
    const GPtrArray *sources = facts->setup->shipped.sources;
    bool done = g_mkdir(to, 0700) == 0 || output_file_set_error(error, to, "making it", errno);
    for (guint i = 0; done && i < sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(sources, i);
        g_autofree char *path = g_build_filename(from, source->name, NULL);
        g_autofree char *name = g_build_filename(FACTS_HOLIDAYS, source->name, NULL);
        g_autofree char *bytes = NULL;
        gsize size = 0;
        done = g_file_get_contents(path, &bytes, &size, error) &&
               file_write(facts, name, bytes, size, error);
    }
    return done;
}

/* ---- what no file can say -------------------------------------------------------------------- */

static void left_add(struct facts *facts, guint count, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void left_add(struct facts *facts, guint count, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    if (count > 0) {
        g_ptr_array_add(facts->left, g_strdup_vprintf(format, values));
    }
    va_end(values);
}

/* "P0003, P0004"; the caller frees. */
static char *held_text(const struct facts *facts)
{
    g_autoptr(GList) ids = g_hash_table_get_keys(facts->setup->held_rows);
    GString *text = g_string_new(NULL);
    ids = g_list_sort(ids, (GCompareFunc)strcmp);
    for (const GList *at = ids; at; at = at->next) {
        g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", (const char *)at->data);
    }
    return g_string_free(text, FALSE);
}

static void left_tell(struct facts *facts)
{
    const char *period = facts->setup->run.period_text;
    g_autofree char *held = held_text(facts);
    left_add(facts, g_hash_table_size(facts->setup->held_rows),
             "rows that --hold-bad set aside: they were never read, so %s %s held in the register "
             "(BAD_INPUT), but not by what is written",
             held, g_hash_table_size(facts->setup->held_rows) == 1 ? "is" : "are");
    left_add(facts, facts->other_rows,
             "rows of whoever partners.csv of %s lacks: %u; of their sessions %u count in "
             "sessions_used of their cases",
             period, facts->other_rows, facts->other_sessions);
    left_add(facts, facts->sessions_within,
             "sessions of those that start in %s itself: %u; counted as used before it, they may "
             "use up a case (A6) earlier than they did",
             period, facts->sessions_within);
    left_add(facts, facts->decisions_left,
             "decisions about documents or other months, or that count no more: %u",
             facts->decisions_left);
}

/* ---- all of it ----------------------------------------------------------------------------------- */

/* The partners first, whom the others name, and the cases after the appointments that they count. */
static bool all_write(struct facts *facts, const char *holidays, GError **error)
{
    return ini_write(facts, INPUT_COMPANY, error) && ini_write(facts, INPUT_POLICY, error) &&
           table_write(facts, INPUT_AREAS, NULL, false, error) &&
           table_write(facts, INPUT_PARTNERS, partner_take, true, error) &&
           table_write(facts, INPUT_RATES, rate_take, true, error) &&
           table_write(facts, INPUT_SCHEDULES, schedule_take, true, error) &&
           table_write(facts, INPUT_BLOCKS, block_take, true, error) &&
           table_write(facts, INPUT_APPOINTMENTS, appointment_take, true, error) &&
           table_write(facts, INPUT_CASES, case_take, false, error) &&
           table_write(facts, INPUT_EXTRA_SESSIONS, NULL, false, error) &&
           table_write(facts, INPUT_OTHER_WORK, work_take, false, error) &&
           table_write(facts, INPUT_HOLIDAYS, holiday_take, false, error) &&
           decisions_write(facts, error) && holidays_copy(facts, holidays, error);
}

/* *ret_made: it was not there. */
static bool directory_take(const char *directory, bool *ret_made, GError **error)
{
    *ret_made = g_mkdir(directory, 0700) == 0;
    if (*ret_made) {
        return true;
    }
    if (errno != EEXIST) {
        return output_file_set_error(error, directory, "making it", errno);
    }
    g_autoptr(GDir) there = g_dir_open(directory, 0, error);
    if (!there) {
        return false;
    }
    const char *name = g_dir_read_name(there);
    return !name || run_error_set(error, RUN_ERROR_USAGE,
                                  "--out names a directory that is new or empty, and %s has %s",
                                  directory, name);
}

static void all_remove(const struct facts *facts, bool made)
{
    for (guint i = 0; !made && i < facts->files->len; i++) {
        g_autofree char *path =
            g_build_filename(facts->directory, g_ptr_array_index(facts->files, i), NULL);
        tree_remove(path);
    }
    g_autofree char *holidays = g_build_filename(facts->directory, FACTS_HOLIDAYS, NULL);
    tree_remove(made ? facts->directory : holidays);
}

bool facts_write(const struct month_setup *setup, const char *holidays, const char *directory,
                 GPtrArray *files, GPtrArray *left, GError **error)
{
    bool made = false;
    if (!directory_take(directory, &made, error)) {
        return false;
    }
    g_autoptr(GHashTable) roster = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) sessions = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GStringChunk) strings = g_string_chunk_new(65536);
    struct facts facts = {.setup = setup,
                          .directory = directory,
                          .files = files,
                          .left = left,
                          .roster = roster,
                          .sessions = sessions,
                          .strings = strings};
    if (!all_write(&facts, holidays, error)) {
        all_remove(&facts, made);
        return false;
    }
    left_tell(&facts);
    return true;
}
