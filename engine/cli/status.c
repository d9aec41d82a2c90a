#include <string.h>

#include "engine/cli/command.h"
#include "engine/run/correct/decided.h"
#include "engine/run/month/company.h"
#include "engine/run/standing/changes.h"
#include "engine/store/facts/decisions.h"
#include "engine/store/facts/subjects.h"
#include "engine/store/issues/open_items.h"
#include "importers/text/instant.h"

/* ---- what every run and issue ends with ---------------------------------------------------------- */

enum { OPEN_SHOWN = 5 };

char *open_text(const open_list *open)
{
    return open->count == 0
               ? g_strdup("no open items")
               : g_strdup_printf("%u open item%s, %s in all%s", open->count,
                                 open->count == 1 ? "" : "s", text_dollars(TEXT_ROOM, open->sum),
                                 open->unknown > 0 ? " as far as known" : "");
}

static void item_print(const struct open_item *item)
{
    printf("  %-12s  %-14s  %s\n", item->code, item->partner_id, item->legal_name);
    const bool amount = item->kind != OPEN_UNSENT; /* it has none */
    printf("      %s: %s%ssince %s%s%s%s%s\n      %s\n", item->period,
           !amount         ? ""
           : item->unknown ? "not known"
                           : text_dollars(TEXT_ROOM, item->amount),
           amount ? ", " : "", day_valid(item->since) ? text_date(TEXT_ROOM, item->since) : "",
           day_valid(item->by) ? ", due by " : "",
           day_valid(item->by) ? text_date(TEXT_ROOM, item->by) : "",
           item->about[0] != '\0' ? ": " : "", item->about, item->next);
}

static guint waiting(const open_list *open)
{
    return open->items->len - open->count;
}

void open_print(const open_list *open)
{
    g_autoptr(GPtrArray) largest = open_list_largest(open, OPEN_SHOWN);
    g_autofree char *text = open_text(open);
    if (open->items->len == 0) {
        return;
    }
    printf("\nLeft undone: %s\n", text);
    for (guint i = 0; i < largest->len; i++) {
        item_print(g_ptr_array_index(largest, i));
    }
    if (open->count > largest->len) {
        printf("  and %u more: open.csv, or rcti status\n", open->count - largest->len);
    }
    if (waiting(open) > 0) {
        printf("  beside them %u in open.csv that the next payments are to settle\n",
               waiting(open));
    }
}

static void item_print_json(guint index, const struct open_item *item)
{
    json_next(index);
    json_print("\n    {'kind': %s, 'partner_id': %s, 'legal_name': %s, 'period': %s, 'amount': %s, "
               "'since': %s, 'by': %s, 'about': %s, 'next': %s, 'counted': %i}",
               item->code, item->partner_id, item->legal_name, item->period,
               item->unknown ? NULL : text_money(TEXT_ROOM, item->amount),
               day_valid(item->since) ? text_date(TEXT_ROOM, item->since) : NULL,
               day_valid(item->by) ? text_date(TEXT_ROOM, item->by) : NULL, item->about, item->next,
               item->counted);
}

static void head_print_json(const open_list *open)
{
    json_print("  'open': {'count': %u, 'sum': %s, 'items': [", open->count,
               text_money(TEXT_ROOM, open->sum));
}

void open_print_json(const open_list *open)
{
    g_autoptr(GPtrArray) largest = open_list_largest(open, OPEN_SHOWN);
    head_print_json(open);
    for (guint i = 0; i < largest->len; i++) {
        item_print_json(i, g_ptr_array_index(largest, i));
    }
    puts("]},");
}

/* ---- months -------------------------------------------------------------------------------------- */

struct status {
    const struct options *options;
    store *store;
    GArray *months;    /* struct store_month */
    GArray *heads;     /* struct issue_head */
    GArray *decisions; /* struct decision */
    open_list *open;
    change_list *changes; /* of the partner who was asked for; NULL: none was */
    const char *timezone; /* of the company; NULL: nothing is imported */
    GStringChunk *strings;
};

static guint held_in(const open_list *open, const char *period)
{
    guint held = 0;
    for (guint i = 0; i < open->items->len; i++) {
        const struct open_item *item = &g_array_index(open->items, struct open_item, i);
        held += item->kind == OPEN_HELD && strcmp(item->period, period) == 0;
    }
    return held;
}

static bool issues_print(const struct status *status, const struct store_month *month, bool json,
                         guint *ret_count, GError **error)
{
    *ret_count = 0;
    for (guint i = 0; i < status->heads->len; i++) {
        const struct issue_head *head = &g_array_index(status->heads, struct issue_head, i);
        money total;
        if (day_compare(head->period.first, month->period.first) != 0) {
            continue;
        }
        if (!store_issue_total(status->store, head->seq, &total, error)) {
            return false;
        }
        if (json) {
            json_next(*ret_count);
            json_print("{'issue': %d, 'issue_date': %s, 'prepared_by': %s, 'approved_by': %s, "
                       "'total': %s}",
                       head->issue, text_date(TEXT_ROOM, head->issue_date), head->prepared_by,
                       head->approved_by, text_money(TEXT_ROOM, total));
        } else {
            printf("  issue %d of %s: %s, prepared by %s, approved by %s\n", head->issue,
                   text_date_words(TEXT_ROOM, head->issue_date), text_dollars(TEXT_ROOM, total),
                   head->prepared_by, head->approved_by);
        }
        ++*ret_count;
    }
    return true;
}

/* D6: by which the month is never to be issued; NULL: none. */
static const struct decision *never_by(const struct status *status, const struct store_month *month)
{
    return decided_settled(status->decisions, "", month->period);
}

/* An instant of the store, on the company's clocks. The caller frees. */
static bool month_print(const struct status *status, const struct store_month *month,
                        GError **error)
{
    const struct decision *never = never_by(status, month);
    const char *period = text_period(TEXT_ROOM, month->period);
    const guint held = held_in(status->open, period);
    guint issues = 0;
    g_autofree char *imported_at = company_time_text(status->timezone, month->imported_at);
    printf("\n%s: imported %d time%s, last %s\n  drafted %d time%s", period, month->imports,
           month->imports == 1 ? "" : "s", imported_at, month->drafts,
           month->drafts == 1 ? "" : "s");
    if (month->drafts > 0) {
        printf(", last %s", text_dollars(TEXT_ROOM, month->draft_total));
    }
    puts("");
    if (!issues_print(status, month, false, &issues, error)) {
        return false;
    }
    if (issues == 0 && never) {
        printf("  settled outside, never to be issued by %s (%s)\n", never->decision_id,
               never->ticket);
    } else if (issues == 0) {
        puts("  not issued");
    } else if (held > 0) {
        printf("  %u held\n", held);
    }
    return true;
}

/* What changed of the partner's data since the last issue. */
static void partner_print(const struct status *status)
{
    g_autoptr(GString) out = g_string_new(NULL);
    const change_list *changes = status->changes;
    if (!changes) {
        return;
    }
    if (!changes->since) {
        puts("\nnothing was issued yet: all standing data is to be signed");
        return;
    }
    printf("\nstanding data that changed since %s:%s\n", changes->since,
           changes->rows->len == 0 ? " none" : "");
    explained_text_changes(out, changes, EXPLAINED_WIDTH);
    print_text(out);
}

static bool status_print(const struct status *status, GError **error)
{
    const open_list *open = status->open;
    g_autofree char *text = open_text(open);
    printf("store %s\n", status->options->store);
    for (guint i = 0; i < status->months->len; i++) {
        if (!month_print(status, &g_array_index(status->months, struct store_month, i), error)) {
            return false;
        }
    }
    printf("\n%s\n", text);
    for (guint i = 0; i < open->items->len; i++) {
        const struct open_item *item = &g_array_index(open->items, struct open_item, i);
        if (item->counted) {
            item_print(item);
        }
    }
    if (waiting(open) > 0) {
        printf("\nbeside them, to come off the next payments:\n");
    }
    for (guint i = 0; i < open->items->len; i++) {
        const struct open_item *item = &g_array_index(open->items, struct open_item, i);
        if (!item->counted) {
            item_print(item);
        }
    }
    partner_print(status);
    return true;
}

static bool status_print_json(const struct status *status, GError **error)
{
    const open_list *open = status->open;
    json_print("{\n  'store': %s,\n  'months': [", status->options->store);
    for (guint i = 0; i < status->months->len; i++) {
        const struct store_month *month = &g_array_index(status->months, struct store_month, i);
        const char *period = text_period(TEXT_ROOM, month->period);
        const struct decision *never = never_by(status, month);
        guint issues = 0;
        json_next(i);
        json_print("\n    {'period': %s, 'imports': %d, 'imported_at': %s, 'drafts': %d, "
                   "'draft_total': %s, 'held': %u, 'never_issued_by': %s, 'issues': [",
                   period, month->imports, month->imported_at, month->drafts,
                   month->drafts > 0 ? text_money(TEXT_ROOM, month->draft_total) : NULL,
                   held_in(open, period), never ? never->decision_id : NULL);
        if (!issues_print(status, month, true, &issues, error)) {
            return false;
        }
        fputs("]}", stdout);
    }
    puts("],");
    head_print_json(open);
    for (guint i = 0; i < open->items->len; i++) {
        item_print_json(i, &g_array_index(open->items, struct open_item, i));
    }
    puts(status->changes ? "]}," : "]}");
    if (status->changes) {
        fputs("  ", stdout);
        explained_json_changes(stdout, status->changes);
        puts("");
    }
    puts("}");
    return true;
}

/* ---- the command --------------------------------------------------------------------------------- */

/* Of one partner alone. */
static void open_narrow(struct status *status, const char *partner_id)
{
    open_list *narrow = open_list_new();
    for (guint i = 0; i < status->open->items->len; i++) {
        const struct open_item *item = &g_array_index(status->open->items, struct open_item, i);
        if (strcmp(item->partner_id, partner_id) == 0) {
            open_list_add(narrow, item);
        }
    }
    open_list_close(narrow);
    open_list_free(status->open);
    status->open = narrow;
}

/* As spelled in the period, or of none in the newest that was imported. */
static bool partner_narrow(struct status *status, const char *text, struct month_order *order,
                           GError **error)
{
    g_auto(month_setup) setup = {0};
    const char *partner_id = NULL;
    g_autoptr(GArray) imported = g_array_new(FALSE, FALSE, sizeof(struct period));
    int64_t batch = 0;
    if (!store_newest_batch(status->store, &batch, error) ||
        !store_imported_periods(status->store, batch, imported, error) ||
        !store_partner_spelled_anywhere(status->store, batch, text, &partner_id, status->strings,
                                        error)) {
        return false;
    }
    if (!partner_id) {
        return command_usage_set(error, "no month has a partner %s", text);
    }
    if (!status->options->arguments[0]) {
        order->period = g_array_index(imported, struct period, imported->len - 1);
    }
    order->only_partner = partner_id;
    if (!month_setup_begin(status->store, order, NULL, &setup, error)) {
        return false;
    }
    open_narrow(status, partner_id);
    status->changes = changes_find(&setup, ISSUED_NOW, partner_id, error);
    return status->changes != NULL;
}

/* Of one period alone. */
static void status_narrow(struct status *status, struct period period)
{
    const char *text = text_period(TEXT_ROOM, period);
    open_list *narrow = open_list_new();
    for (guint i = 0; i < status->open->items->len; i++) {
        const struct open_item *item = &g_array_index(status->open->items, struct open_item, i);
        if (strcmp(item->period, text) == 0) {
            open_list_add(narrow, item);
        }
    }
    open_list_close(narrow);
    open_list_free(status->open);
    status->open = narrow;
    for (guint i = status->months->len; i > 0; i--) {
        const struct store_month *month = &g_array_index(status->months, struct store_month, i - 1);
        if (day_compare(month->period.first, period.first) != 0) {
            g_array_remove_index(status->months, i - 1);
        }
    }
}

static void status_clear(struct status *status)
{
    g_clear_pointer(&status->store, store_close);
    g_clear_pointer(&status->months, g_array_unref);
    g_clear_pointer(&status->heads, g_array_unref);
    g_clear_pointer(&status->decisions, g_array_unref);
    g_clear_pointer(&status->open, open_list_free);
    g_clear_pointer(&status->changes, change_list_free);
    g_clear_pointer(&status->strings, g_string_chunk_free);
}
typedef struct status status;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(status, status_clear)

bool status_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    const char *period = options->arguments[0];
    struct month_order order = {.as_at_text = options->as_at,
                                .issue_date_text = options->issue_date,
                                .holidays = options->holidays,
                                .draft = true};
    g_auto(status) status = {.options = options,
                             .months = g_array_new(FALSE, TRUE, sizeof(struct store_month)),
                             .heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head)),
                             .decisions = g_array_new(FALSE, TRUE, sizeof(struct decision)),
                             .open = open_list_new(),
                             .strings = g_string_chunk_new(4096)};
    int64_t batch = 0;
    if ((period && !instant_period_parse_argument("PERIOD", period, &order.period, error)) ||
        !(status.store = month_store_open(options->store, period ? period : "PERIOD", error)) ||
        !store_newest_batch(status.store, &batch, error) ||
        !store_months_load(status.store, batch, status.months, status.strings, error) ||
        !company_timezone_now(status.store, &status.timezone, error) ||
        !store_issues_load(status.store, NULL, status.heads, status.strings, error) ||
        !store_decisions_load(status.store, batch, NULL, status.decisions, status.strings, error) ||
        !open_items_now(status.store, &order, status.open, error)) {
        return false;
    }
    if (period) {
        status_narrow(&status, order.period);
    }
    if (options->partner && !partner_narrow(&status, options->partner, &order, error)) {
        return false;
    }
    if (!(options->json ? status_print_json : status_print)(&status, error)) {
        return false;
    }
    *ret_status = status.open->count > 0 ? EXIT_PARTNERS_HELD : EXIT_ALL_DONE;
    return true;
}
