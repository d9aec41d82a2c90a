#include "engine/run/standing/changes.h"

#include <string.h>

#include "engine/run/standing/fact_text.h"
#include "engine/run/standing/shipped.h"
#include "engine/store/facts/standing_changes.h"
#include "engine/store/issues/issues.h"
#include "engine/store/sha256.h"
#include "engine/store/tables.h"
#include "reports/text.h"

struct changes_look {
    const struct month_setup *setup;
    const char *partner_id;
    GArray *issued; /* struct period, oldest first */
    int64_t since;  /* the batch of the last issue */
    const struct issue_head *last;
    store_standing_changes *found;
    GHashTable *gone; /* "P0001 2026-09" of each partner who is gone from a period */
    change_list *list;
};

/* ---- words ------------------------------------------------------------------------------------------ */

/* Whether the value is shown by its last three digits. */
static bool is_account(const struct store_standing_change *change, const struct column *column,
                       const void *row)
{
    const bool of_company = change->file == INPUT_COMPANY && strcmp(column->name, "value") == 0;
    return of_company ? strcmp(((const struct ini_row *)row)->key, "account_number") == 0
                      : strcmp(column->name, "account_number") == 0;
}

static bool is_picture(const struct store_standing_change *change, const void *row)
{
    return change->file == INPUT_COMPANY &&
           strcmp(((const struct ini_row *)row)->key, COMPANY_LOGO_KEY) == 0;
}

/* "" of no row. The caller frees. */
static char *value_text(const struct store_standing_change *change, const struct column *column,
                        const void *row)
{
    char text[TEXT_SIZE];
    const int32_t *minute = row && column->kind == COLUMN_MINUTE
                                ? (const void *)((const char *)row + column->offset)
                                : NULL;
    if (!row) {
        return g_strdup("");
    }
    if (minute && *minute > MINUTES_PER_DAY) {
        return g_strdup_printf("%s the day after", text_time(text, *minute - MINUTES_PER_DAY));
    }
    const char *value = fact_text(text, column, row);
    if (!value) {
        value = *(const bool *)(const void *)((const char *)row + column->offset) ? "yes" : "no";
    }
    if (is_account(change, column, row)) {
        char masked[TEXT_SIZE];
        return g_strdup(text_masked(masked, value));
    }
    if (is_picture(change, row)) {
        char hash[SHA256_TEXT_SIZE];
        sha256_of(value, strlen(value), hash);
        return g_strdup_printf("a picture (%.16s)", hash);
    }
    return g_strdup(value);
}

/* Which row of the partner's or the file's: "partner 2026-09-01". The caller frees. */
static char *row_text(const struct store_standing_change *change)
{
    const struct table *table = &fact_tables[change->file].table;
    const void *row = change->after ? change->after : change->before;
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < table->column_count; i++) {
        if (store_standing_tells(change->file, &table->columns[i])) {
            g_autofree char *value = value_text(change, &table->columns[i], row);
            g_string_append_printf(text, "%s%s", text->len > 0 && value[0] != '\0' ? " " : "",
                                   value);
        }
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static const char *partner_of(const struct store_standing_change *change)
{
    const struct column *column = column_find(&fact_tables[change->file].table, "partner_id");
    return column ? column_text(column, change->after ? change->after : change->before) : "";
}

/* ---- rows ------------------------------------------------------------------------------------------- */

/* The caller frees. */
static char *file_text(const struct store_standing_change *change)
{
    const char *name =
        change->file < INPUT_FILE_COUNT ? words_input_file[change->file] : "sources.ini";
    return change->batch == 0 ? g_strdup_printf("holidays/%s", change->source.file)
                              : g_strdup(name);
}

static void row_add(const struct changes_look *look, const struct store_standing_change *change,
                    const char *column, const char *from, const char *to)
{
    char period[TEXT_SIZE] = "";
    const char *partner_id = partner_of(change);
    const char *name = g_hash_table_lookup(look->setup->names, partner_id);
    g_autofree char *row = row_text(change);
    g_autofree char *place =
        change->source.line > 0 ? g_strdup_printf("%s:%u", change->source.file, change->source.line)
                                : g_strdup(change->source.file);
    g_autofree char *file = file_text(change);
    if (change->file != INPUT_HOLIDAYS && change->batch != 0) {
        text_period(period, change->period);
    }
    change_list_add(look->list, &(struct report_change){.partner_id = partner_id,
                                                        .legal_name = name ? name : "",
                                                        .period = period,
                                                        .change = !change->before  ? "new"
                                                                  : !change->after ? "gone"
                                                                                   : "changed",
                                                        .file = file,
                                                        .row = row,
                                                        .column = column,
                                                        .from = from,
                                                        .to = to,
                                                        .batch = change->batch,
                                                        .source = place,
                                                        .imported_by = change->imported_by});
}

static void column_add(const struct changes_look *look, const struct store_standing_change *change,
                       const struct column *column)
{
    g_autofree char *from = value_text(change, column, change->before);
    g_autofree char *to = value_text(change, column, change->after);
    g_autofree char *heading = fact_heading(column);
    if (change->before && change->after && strcmp(from, to) == 0) {
        char *marked = g_strconcat(to, " (not the same as before)", NULL);
        g_free(to);
        to = marked;
    }
    row_add(look, change, heading, from, to);
}

/* What a row says beside what tells it: "hourly_rate 160.00"; or that. The caller frees. */
static char *whole_text(const struct store_standing_change *change, const void *row)
{
    const struct table *table = &fact_tables[change->file].table;
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; row && i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        const bool shown =
            !store_standing_tells(change->file, column) && strcmp(column->name, "partner_id") != 0;
        g_autofree char *value = shown ? value_text(change, column, row) : g_strdup("");
        g_autofree char *heading = fact_heading(column);
        if (value[0] != '\0') {
            g_string_append_printf(text, "%s%s %s", text->len > 0 ? "; " : "", heading, value);
        }
    }
    return row && text->len == 0 ? row_text(change) : g_string_free(g_steal_pointer(&text), FALSE);
}

/* What a setting comes to without its row: "value 7 by default"; NULL: that cannot be said of it alone. The caller
 * frees. */
static char *default_text(const struct store_standing_change *change)
{
    const struct ini_row *row = change->after ? change->after : change->before;
    const struct policy policy = policy_default();
    char value[POLICY_VALUE_SIZE];
    const bool always = change->file == INPUT_POLICY && strcmp(row->section, "policy") == 0;
    for (size_t i = 0; always && i < policy_count(); i++) {
        if (strcmp(policy_key(i), row->key) == 0) {
            policy_value(&policy, i, value);
            return g_strdup_printf("value %s by default", value);
        }
    }
    return NULL;
}

/* The caller frees. */
static char *gone_key(const struct store_standing_change *change)
{
    char period[TEXT_SIZE];
    return g_strdup_printf("%s %s", partner_of(change), text_period(period, change->period));
}

/* What the month's other files had of somebody who is gone goes without saying. */
static bool goes_with_partner(const struct changes_look *look,
                              const struct store_standing_change *change)
{
    g_autofree char *key = gone_key(change);
    return !change->after && change->file != INPUT_PARTNERS &&
           g_hash_table_contains(look->gone, key);
}

static void change_take(const struct changes_look *look, const struct store_standing_change *change)
{
    const struct table *table = &fact_tables[change->file].table;
    const bool of_partner = change->file == INPUT_PARTNERS;
    const bool changed = change->before && change->after;
    if (goes_with_partner(look, change)) {
        return;
    }
    if (!changed && (!of_partner || !change->after)) {
        const struct partner_row *gone = of_partner ? change->before : NULL;
        g_autofree char *from =
            gone ? g_strdup(gone->supplier.legal_name) : whole_text(change, change->before);
        g_autofree char *to = whole_text(change, change->after);
        if (change->rate_until_then.cents_per_hour > 0) {
            char rate[TEXT_SIZE];
            g_free(from);
            from = g_strdup_printf("hourly_rate %s", text_rate(rate, change->rate_until_then));
        }
        char *otherwise = default_text(change);
        char **blank = change->before ? &to : &from;
        if (otherwise) {
            g_free(*blank);
            *blank = otherwise;
        }
        if (gone) {
            look->list->gone_partners++;
            g_hash_table_add(look->gone, gone_key(change));
        }
        row_add(look, change, "", from, to);
        return;
    }
    look->list->new_partners += !changed;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        g_autofree char *to = value_text(change, column, change->after);
        if (changed ? !column_same(column, change->before, change->after) : to[0] != '\0') {
            column_add(look, change, column);
        }
    }
}

/* ---- which states ------------------------------------------------------------------------------------- */

static bool same_period(struct period one, struct period other)
{
    return day_compare(one.first, other.first) == 0;
}

/* That of the run's period which was approved: its own, or of the newest issued before it, else the first after. */
static struct period approved_period(const struct changes_look *look)
{
    const struct period own = look->setup->view.period;
    struct period found = own;
    for (guint i = 0; i < look->issued->len; i++) {
        const struct period period = g_array_index(look->issued, struct period, i);
        if (i == 0 || day_compare(period.first, own.first) <= 0) {
            found = period;
        }
    }
    return found;
}

static bool all_load(const struct changes_look *look, GError **error)
{
    const struct store_view *view = &look->setup->view;
    const struct store_standing_state own_before = {approved_period(look), look->since};
    const struct store_standing_state own = {view->period, view->batch};
    store *store = look->setup->store;
    if (!store_standing_changes_load(store, &own_before, &own, look->partner_id, look->found,
                                     error)) {
        return false;
    }
    for (guint i = 0; i < look->issued->len; i++) {
        const struct period period = g_array_index(look->issued, struct period, i);
        const struct store_standing_state before = {period, look->since};
        const struct store_standing_state after = {period, view->batch};
        bool imported = false;
        if (same_period(period, view->period)) {
            continue;
        }
        if (!store_imported_since(store, period, look->since, view->batch, &imported, error) ||
            (imported && !store_standing_changes_load(store, &before, &after, look->partner_id,
                                                      look->found, error))) {
            return false;
        }
    }
    return look->partner_id ||
           store_holiday_changes_load(store, &own_before, &own, look->found, error);
}

static bool find(struct changes_look *look, GError **error)
{
    g_autoptr(store_standing_changes) found = store_standing_changes_new();
    g_autoptr(GHashTable) gone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(shipped_holidays) was = {0};
    look->found = found;
    look->gone = gone;
    if (!all_load(look, error) ||
        (!look->partner_id &&
         !shipped_changes_find(look->setup, look->last, &was, found, look->list, error))) {
        return false;
    }
    for (guint i = 0; i < found->changes->len; i++) {
        change_take(look, &g_array_index(found->changes, struct store_standing_change, i));
    }
    change_list_close(look->list);
    return true;
}

/* ---- asked from outside --------------------------------------------------------------------------------- */

/* The newest issue before the seq; false in ret_found where there is none. */
static bool last_issue(const struct month_setup *setup, int64_t before_seq, bool *ret_found,
                       struct issue_head *ret_head, GError **error)
{
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    *ret_found = false;
    if (!store_issues_load(setup->store, NULL, heads, setup->strings, error)) {
        return false;
    }
    for (guint i = 0; i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        if (head->seq < before_seq && (!*ret_found || head->seq > ret_head->seq)) {
            *ret_found = true;
            *ret_head = *head;
        }
    }
    return true;
}

change_list *changes_find(const struct month_setup *setup, int64_t before_seq,
                          const char *partner_id, GError **error)
{
    g_autoptr(change_list) list = change_list_new();
    g_autoptr(GArray) issued = g_array_new(FALSE, FALSE, sizeof(struct period));
    struct changes_look look = {
        .setup = setup, .partner_id = partner_id, .issued = issued, .list = list};
    struct issue_head head = {0};
    bool any = false;
    if (!last_issue(setup, before_seq, &any, &head, error)) {
        return NULL;
    }
    if (any) {
        g_autofree char *since =
            g_strdup_printf("issue %d of %s", head.issue, text_period(TEXT_ROOM, head.period));
        list->since = g_string_chunk_insert(list->strings, since);
        look.since = head.batch;
        look.last = &head;
    }
    return !any || (store_issued_periods(setup->store, before_seq, issued, error) &&
                    find(&look, error))
               ? g_steal_pointer(&list)
               : NULL;
}
