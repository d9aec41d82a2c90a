#include "reports/value/statement.h"

#include <string.h>

#include "reports/text.h"

static void account_free(gpointer data)
{
    struct statement_account *account = data;
    g_array_unref(account->entries);
    g_ptr_array_unref(account->notes);
    g_free(account);
}

struct year_statement *year_statement_new(void)
{
    struct year_statement *statement = g_new0(struct year_statement, 1);
    statement->accounts = g_ptr_array_new_with_free_func(account_free);
    statement->strings = g_string_chunk_new(4096);
    return statement;
}

void year_statement_free(struct year_statement *statement)
{
    if (statement) {
        g_ptr_array_unref(statement->accounts);
        g_string_chunk_free(statement->strings);
        g_free(statement);
    }
}

struct statement_account *statement_account_add(struct year_statement *statement,
                                                const struct supplier *supplier, const char *ids)
{
    struct statement_account *account = g_new0(struct statement_account, 1);
    account->supplier = *supplier;
    account->ids = g_string_chunk_insert(statement->strings, ids);
    account->entries = g_array_new(FALSE, TRUE, sizeof(struct statement_entry));
    account->notes = g_ptr_array_new();
    g_ptr_array_add(statement->accounts, account);
    return account;
}

/* ---- what a row did ------------------------------------------------------------------------------ */

/* "Tax invoice for services of July 2026". The caller frees. */
static char *document_words(const struct registered *row)
{
    static const char *const titles[] = {[REGISTERED_RCTI] = "Recipient Created Tax Invoice",
                                         [REGISTERED_RCI] = "Recipient Created Invoice",
                                         [REGISTERED_RCAN] = "Adjustment note",
                                         [REGISTERED_ADJ] = "Adjustment"};
    struct civil first = {.year = (int32_t)g_ascii_strtoll(row->period, NULL, 10),
                          .month =
                              (int32_t)g_ascii_strtoll(row->period + strlen("2026-"), NULL, 10),
                          .day = 1};
    const char *month = text_month_words(TEXT_ROOM, (struct period){day_from_civil(first), 1});
    switch (row->kind) {
    case REGISTERED_VOID:
        return g_strdup_printf("%s is void and taken back; %s takes its place", row->adjusts,
                               row->replaced_by);
    case REGISTERED_WRITE_OFF:
        return g_strdup("What you owed is not claimed any more");
    case REGISTERED_RESTORED:
        return g_strdup("What was not claimed comes off after all");
    default:
        return row->adjusts[0] != '\0'
                   ? g_strdup_printf("%s to %s (%s)", titles[row->kind], row->adjusts, month)
                   : g_strdup_printf("%s, %s", titles[row->kind], month);
    }
}

static const char *payment_what(const struct registered *row)
{
    return row->kind == REGISTERED_CAME_BACK    ? "Payment came back"
           : row->kind == REGISTERED_PAID_AGAIN ? "Paid again"
           : row->kind == REGISTERED_BY_HAND    ? "Paid by hand"
                                                : "Payment";
}

void statement_account_enter(struct year_statement *statement, struct statement_account *account,
                             const struct registered *row)
{
    g_autofree char *words = row->billed ? document_words(row) : NULL;
    if (row->billed) {
        const struct statement_entry entry = {
            .date = row->issue_date,
            .what = g_string_chunk_insert(statement->strings, row->number),
            .words = g_string_chunk_insert(statement->strings, words),
            .billed = true,
            .amount = row->bill.amount,
            .gst = row->bill.gst,
            .total = row->bill.total};
        g_array_append_val(account->entries, entry);
    }
    if (row->pays && row->payment.by != REGISTERED_LEFT_OUT && row->payment.amount.cents != 0) {
        const struct statement_entry entry = {
            .date = row->due_date,
            .what = payment_what(row),
            .words = g_string_chunk_insert(statement->strings, row->payment_number),
            .paid = true,
            .payment = row->payment.amount};
        g_array_append_val(account->entries, entry);
    }
}

/* ---- at the end ---------------------------------------------------------------------------------- */

static gint entry_compare(gconstpointer a, gconstpointer b)
{
    const struct statement_entry *one = a;
    const struct statement_entry *other = b;
    const int by_day = day_compare(one->date, other->date);
    const int by_paid = (int)one->paid - (int)other->paid;
    const int by_what = strcmp(one->what, other->what);
    return by_day != 0    ? by_day
           : by_paid != 0 ? by_paid
           : by_what != 0 ? by_what
                          : strcmp(one->words, other->words);
}

static money change_of(const struct statement_entry *entry)
{
    return money_subtract(entry->total, entry->payment);
}

money statement_account_balance(const struct statement_account *account)
{
    money balance = {0};
    for (guint i = 0; i < account->entries->len; i++) {
        balance = money_add(balance,
                            change_of(&g_array_index(account->entries, struct statement_entry, i)));
    }
    return balance;
}

static void sum_add(struct statement_sum *sum, const struct statement_entry *entry)
{
    sum->amount = money_add(sum->amount, entry->amount);
    sum->gst = money_add(sum->gst, entry->gst);
    sum->total = money_add(sum->total, entry->total);
    sum->payment = money_add(sum->payment, entry->payment);
}

/* 0 is July to September. */
static int quarter_of(day date)
{
    return (day_to_civil(date).month + 5) % 12 / 3;
}

static void quarters_name(struct year_statement *statement, struct statement_account *account)
{
    static const char *const names[STATEMENT_QUARTERS] = {
        "July to September", "October to December", "January to March", "April to June"};
    const int32_t year = day_to_civil(statement->from).year;
    for (int i = 0; i < STATEMENT_QUARTERS; i++) {
        g_autofree char *name = g_strdup_printf("%s %d", names[i], i < 2 ? year : year + 1);
        account->quarters[i].of = g_string_chunk_insert(statement->strings, name);
    }
    account->year.of = "The year";
}

void statement_account_close(struct year_statement *statement, struct statement_account *account)
{
    GArray *kept = g_array_new(FALSE, TRUE, sizeof(struct statement_entry));
    money balance = {0};
    quarters_name(statement, account);
    g_array_sort(account->entries, entry_compare);
    for (guint i = 0; i < account->entries->len; i++) {
        struct statement_entry *entry = &g_array_index(account->entries, struct statement_entry, i);
        if (day_compare(entry->date, statement->to) > 0) {
            break;
        }
        balance = money_add(balance, change_of(entry));
        entry->balance = balance;
        if (day_compare(entry->date, statement->from) < 0) {
            account->opening = balance;
        } else {
            g_array_append_vals(kept, entry, 1);
            sum_add(&account->quarters[quarter_of(entry->date)], entry);
            sum_add(&account->year, entry);
        }
    }
    account->closing = balance;
    g_array_unref(account->entries);
    account->entries = kept;
}
