#include <string.h>

#include "engine/cli/command.h"
#include "engine/run/register/registered.h"
#include "reports/tables/registered_tables.h"
#include "reports/value/open_items.h"

/* ---- in words -------------------------------------------------------------------------------------- */

enum { NUMBER_WIDTH = 28, AMOUNT_WIDTH = 13, COUNT_WIDTH = 7, OF_WIDTH = 14 };

static void amount_print(money amount)
{
    printf(" %*s", AMOUNT_WIDTH, text_dollars(TEXT_ROOM, amount));
}

/* "paid 2026-10-16", "left out of the payment file"; "" of what is no payment's. What is below zero is settled by
 * what it comes off, and nobody pays what came back. */
static void paid_append(GString *words, const struct registered *row)
{
    const char *paid = row->kind == REGISTERED_CAME_BACK          ? "on"
                       : row->billed && row->bill.total.cents < 0 ? "settled"
                                                                  : "paid";
    const bool has_day = day_compare(row->payment_date, OPEN_NO_DAY) != 0;
    if (row->pays && row->payment.by == REGISTERED_LEFT_OUT) {
        g_string_append(words, ", left out of the payment file");
    }
    if (has_day && (row->pays || registered_is_document(row->kind))) {
        g_string_append_printf(words, ", %s %s", paid, text_date(TEXT_ROOM, row->payment_date));
    } else if (registered_is_document(row->kind)) {
        g_string_append_printf(words, ", not %s", paid);
    }
    if (row->delivery[0] != '\0') {
        const bool delivered = day_compare(row->delivered_on, OPEN_NO_DAY) != 0;
        g_string_append_printf(words, ", %s%s%s", row->delivery, delivered ? " " : "",
                               delivered ? text_date(TEXT_ROOM, row->delivered_on) : "");
    }
}

static void about_append(GString *words, const struct registered *row)
{
    if (day_compare(row->voided_on, OPEN_NO_DAY) != 0) {
        g_string_append_printf(words, "; void on %s", text_date(TEXT_ROOM, row->voided_on));
    }
    if (row->about[0] != '\0') {
        const char *about =
            g_str_has_prefix(row->about, "void: ") ? row->about + strlen("void") : row->about;
        g_string_append_printf(words, "%s%s", about[0] == ':' ? "" : "; ", about);
    }
    if (row->replaces[0] != '\0') {
        g_string_append_printf(words, "; takes the place of %s", row->replaces);
    }
    if (row->replaced_by[0] != '\0' && row->kind != REGISTERED_VOID) {
        g_string_append_printf(words, "; %s takes its place", row->replaced_by);
    }
    if (row->adjusts[0] != '\0' && row->about[0] == '\0') {
        g_string_append_printf(words, "; adjusts %s", row->adjusts);
    }
}

static void row_print(const struct registered *row)
{
    g_autoptr(GString) words = g_string_new(NULL);
    g_autoptr(GString) about = g_string_new(NULL);
    about_append(about, row);
    if (row->kind == REGISTERED_NONE) {
        printf("  %s, %s, %s\n      %s\n", row->period, row->partner_id, row->legal_name,
               row->about);
        return;
    }
    paid_append(words, row);
    const bool is_number = row->billed;
    g_autofree char *number =
        g_strdup_printf("%s%s%s", is_number ? "" : row->kind_text,
                        is_number || row->number[0] == '\0' ? "" : " ", row->number);
    printf("  %-*s", NUMBER_WIDTH, number);
    amount_print(row->billed ? row->bill.total : row->payment.amount);
    printf("%s%s\n", words->len > 0 ? "  " : "", words->len > 0 ? words->str + strlen(", ") : "");
    if (about->len > 0) {
        printf("      %s\n", about->str + strlen("; "));
    }
}

static void head_print(const struct registered *row)
{
    if (row->issued_in[0] == '\0') {
        puts("\nBeside the issues");
        return;
    }
    printf("\n%s, issue %d: %s, to be paid on %s\n", row->issued_in, row->issue,
           text_date_words(TEXT_ROOM, row->issue_date), text_date_words(TEXT_ROOM, row->due_date));
    printf("  prepared by %s, approved by %s, seal %.12s\n", row->prepared_by, row->approved_by,
           row->seal);
}

static void rows_print(const registered_list *list)
{
    const struct registered *last = NULL;
    for (guint i = 0; i < list->rows->len; i++) {
        const struct registered *row = &g_array_index(list->rows, struct registered, i);
        if (!last || last->issue != row->issue || strcmp(last->issued_in, row->issued_in) != 0) {
            head_print(row);
        }
        row_print(row);
        last = row;
    }
}

static void amounts_print(const char *of, int64_t count, const money *amounts, size_t amount_count)
{
    printf("  %-*s %*s", OF_WIDTH, of, COUNT_WIDTH, text_number(TEXT_ROOM, count));
    for (size_t i = 0; i < amount_count; i++) {
        amount_print(amounts[i]);
    }
    putchar('\n');
}

static void headings_print(const char *title, const char *const headings[3])
{
    printf("\n%s\n  %-*s %*s", title, OF_WIDTH, "", COUNT_WIDTH, "number");
    for (size_t i = 0; i < 3; i++) {
        printf(" %*s", AMOUNT_WIDTH, headings[i]);
    }
    putchar('\n');
}

/* Of a group: what was billed, what GST that is by label, or what was paid. */
enum table { TABLE_OF_BILLS, TABLE_OF_LABELS, TABLE_OF_PAYMENTS };

static void table_print(const registered_list *list, enum registered_group group, enum table which,
                        const char *title)
{
    static const char *const headings[][3] = {
        [TABLE_OF_BILLS] = {"without GST", "GST", "total"},
        [TABLE_OF_LABELS] = {"G11", "1A", "1B"},
        [TABLE_OF_PAYMENTS] = {"by file", "by hand", "came back"}};
    headings_print(title, headings[which]);
    for (guint i = 0; i < list->totals->len; i++) {
        const struct registered_total *total =
            &g_array_index(list->totals, struct registered_total, i);
        const struct registered_bill *bill = &total->bill;
        const money amounts[][3] = {
            [TABLE_OF_BILLS] = {bill->amount, bill->gst, bill->total},
            [TABLE_OF_LABELS] = {bill->g11, bill->gst_1a, bill->gst_1b},
            [TABLE_OF_PAYMENTS] = {total->by_file, total->by_hand, total->came_back}};
        if (total->group == group) {
            amounts_print(total->of, total->documents, amounts[which], 3);
        }
    }
}

static void list_print(const registered_list *list)
{
    if (list->year[0] != '\0') {
        char first[TEXT_SIZE];
        printf("Register of documents, %s: issued or paid from %s to %s\n", list->year,
               text_date_words(first, list->from), text_date_words(TEXT_ROOM, list->to));
    } else {
        puts("Register of documents: all that was ever issued");
    }
    if (list->rows->len == 0) {
        puts("\nNothing was issued.");
    } else {
        rows_print(list);
        table_print(list, REGISTERED_ISSUED, TABLE_OF_BILLS, "Billed, by the day of issue");
        table_print(list, REGISTERED_ISSUED, TABLE_OF_LABELS, "GST by the day of issue (accruals)");
        table_print(list, REGISTERED_PAID, TABLE_OF_LABELS, "GST by the day of payment (cash)");
        table_print(list, REGISTERED_PAID, TABLE_OF_PAYMENTS, "Paid, by the day of payment");
        table_print(list, REGISTERED_PARTNER, TABLE_OF_BILLS, "Billed, by partner");
    }
    for (guint i = 0; i < list->findings->len; i++) {
        printf("%s%s\n", i == 0 ? "\nWhat does not hold\n  " : "  ",
               (const char *)g_ptr_array_index(list->findings, i));
    }
}

/* ---- as CSV and JSON --------------------------------------------------------------------------------- */

static void list_print_csv(const registered_list *list)
{
    g_autoptr(GString) text = g_string_new(NULL);
    csv_headings_append(text, &registered_shown);
    for (guint i = 0; i < list->rows->len; i++) {
        const struct registered *row = &g_array_index(list->rows, struct registered, i);
        csv_row_append(text, &registered_shown,
                       &(struct shown_row){.of = {row, &row->bill, &row->payment}});
    }
    print_text(text);
}

static const char *day_text(char buffer[TEXT_SIZE], day date)
{
    return day_compare(date, OPEN_NO_DAY) == 0 ? NULL : text_date(buffer, date);
}

static void bill_print_json(const struct registered_bill *bill)
{
    json_print("'amount': %s, 'gst': %s, 'total': %s, 'bas_g11': %s, 'bas_1a': %s, 'bas_1b': %s, ",
               text_money(TEXT_ROOM, bill->amount), text_money(TEXT_ROOM, bill->gst),
               text_money(TEXT_ROOM, bill->total), text_money(TEXT_ROOM, bill->g11),
               text_money(TEXT_ROOM, bill->gst_1a), text_money(TEXT_ROOM, bill->gst_1b));
}

static void row_print_json(const struct registered *row)
{
    json_print("{'number': %s, 'kind': %s, 'partner_id': %s, 'legal_name': %s, 'abn': %s, "
               "'rcti': %s, 'period': %s, 'issued_in': %s, 'issue': %d, 'issue_date': %s, "
               "'due_date': %s, 'payment_date': %s, ",
               row->number, row->kind_text, row->partner_id, row->legal_name, row->abn, row->rcti,
               row->period, row->issued_in, row->issue, day_text(TEXT_ROOM, row->issue_date),
               day_text(TEXT_ROOM, row->due_date), day_text(TEXT_ROOM, row->payment_date));
    bill_print_json(&row->bill);
    json_print("'payment': %s, 'paid_by': %s, 'payment_number': %s, 'adjusts': %s, "
               "'replaces': %s, 'replaced_by': %s, 'voided_on': %s, 'about': %s, ",
               text_money(TEXT_ROOM, row->payment.amount), row->payment.by_text,
               row->payment_number, row->adjusts, row->replaces, row->replaced_by,
               day_text(TEXT_ROOM, row->voided_on), row->about);
    json_print("'delivery': %s, 'delivered_on': %s, 'prepared_by': %s, 'approved_by': %s, "
               "'seal': %s}",
               row->delivery, day_text(TEXT_ROOM, row->delivered_on), row->prepared_by,
               row->approved_by, row->seal);
}

static void total_print_json(const struct registered_total *total)
{
    const bool all = day_compare(total->from, DAY_UNBOUNDED_FROM) == 0;
    json_print("{'what': %s, 'of': %s, 'legal_name': %s, 'from': %s, 'to': %s, "
               "'documents': %" PRId64 ", ",
               total->group_text, total->of, total->legal_name,
               all ? NULL : text_date(TEXT_ROOM, total->from),
               all ? NULL : text_date(TEXT_ROOM, total->to), total->documents);
    bill_print_json(&total->bill);
    json_print("'by_file': %s, 'by_hand': %s, 'came_back': %s}",
               text_money(TEXT_ROOM, total->by_file), text_money(TEXT_ROOM, total->by_hand),
               text_money(TEXT_ROOM, total->came_back));
}

static void list_print_json(const registered_list *list)
{
    json_print("{'year': %s, 'documents': [", list->year);
    for (guint i = 0; i < list->rows->len; i++) {
        fputs(i == 0 ? "\n  " : ",\n  ", stdout);
        row_print_json(&g_array_index(list->rows, struct registered, i));
    }
    json_print("],\n'totals': [");
    for (guint i = 0; i < list->totals->len; i++) {
        fputs(i == 0 ? "\n  " : ",\n  ", stdout);
        total_print_json(&g_array_index(list->totals, struct registered_total, i));
    }
    json_print("],\n'findings': [");
    for (guint i = 0; i < list->findings->len; i++) {
        json_next(i);
        json_print("%s", (const char *)g_ptr_array_index(list->findings, i));
    }
    json_print("]}\n");
}

/* ---- the command --------------------------------------------------------------------------------------- */

bool documents_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    struct registered_order order = {
        .before_seq = ISSUED_NOW, .from = DAY_UNBOUNDED_FROM, .to = DAY_UNBOUNDED_TO};
    if (options->year && !financial_year_parse(options->year, &order.from, &order.to)) {
        return command_usage_set(error, "--year takes a financial year such as 2026-27, not %s",
                                 options->year);
    }
    g_autoptr(store) store = month_store_open(options->store, "PERIOD", error);
    if (!store || !store_newest_batch(store, &order.batch, error)) {
        return false;
    }
    order.store = store;
    g_autoptr(registered_list) list = registered_find(&order, error);
    if (!list) {
        return false;
    }
    (options->json ? list_print_json : options->csv ? list_print_csv : list_print)(list);
    for (guint i = 0; options->csv && !options->json && i < list->findings->len; i++) {
        fprintf(stderr, "rcti: %s\n", (const char *)g_ptr_array_index(list->findings, i));
    }
    *ret_status = list->findings->len > 0 ? EXIT_NOT_VERIFIED : EXIT_ALL_DONE;
    return true;
}
