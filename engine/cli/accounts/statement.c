#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "engine/cli/command.h"
#include "engine/run/register/statement.h"
#include "engine/store/facts/read.h"
#include "engine/store/facts/subjects.h"
#include "reports/documents/document.h"
#include "reports/output_file.h"

/* ---- the file -------------------------------------------------------------------------------------- */

/* A file that is there already has to be the same one. */
static bool file_compare(const char *path, const char *made, bool *ret_same, GError **error)
{
    g_autofree char *there = NULL;
    g_autofree char *bytes = NULL;
    gsize there_size = 0;
    gsize size = 0;
    const bool read = g_file_get_contents(path, &there, &there_size, error) &&
                      g_file_get_contents(made, &bytes, &size, error);
    *ret_same = read && there_size == size && memcmp(there, bytes, size) == 0;
    unlink(made);
    return read && (*ret_same || command_usage_set(error,
                                                   "%s is there and says something else: take it "
                                                   "away, or name another --out",
                                                   path));
}

static bool file_write(const struct year_statement *statement, const struct month_setup *setup,
                       const char *path, bool *ret_same, GError **error)
{
    const bool there = g_file_test(path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
    g_autofree char *made = there ? g_strconcat(path, ".again", NULL) : g_strdup(path);
    g_autoptr(document_stock) stock = document_stock_new(&setup->run.company, setup->fonts, error);
    g_autoptr(GBytes) bytes = stock ? statement_write(statement, stock, made, error) : NULL;
    *ret_same = false;
    return bytes && (!there || file_compare(path, made, ret_same, error));
}

/* ---- what is said ----------------------------------------------------------------------------------- */

static void result_print(const struct year_statement *statement, const char *path, bool same)
{
    printf("%s%s\n", path, same ? ": there already, with the same bytes" : "");
    for (guint i = 0; i < statement->accounts->len; i++) {
        const struct statement_account *account = g_ptr_array_index(statement->accounts, i);
        char opening[TEXT_SIZE];
        char total[TEXT_SIZE];
        char payment[TEXT_SIZE];
        printf("  %s, ABN %s: %s at the start, %s of documents, %s paid, %s at the end\n",
               account->ids,
               account->supplier.abn[0] != '\0' ? text_abn(TEXT_ROOM, account->supplier.abn)
                                                : "unknown",
               text_dollars(opening, account->opening), text_dollars(total, account->year.total),
               text_dollars(payment, account->year.payment),
               text_dollars(TEXT_ROOM, account->closing));
    }
}

static void result_print_json(const struct year_statement *statement, const char *path, bool same)
{
    json_print("{'partner_id': %s, 'year': %s, 'file': %s, 'same': %i, 'accounts': [",
               statement->partner_id, statement->year, path, same);
    for (guint i = 0; i < statement->accounts->len; i++) {
        const struct statement_account *account = g_ptr_array_index(statement->accounts, i);
        json_next(i);
        json_print(
            "{'partner_ids': %s, 'abn': %s, 'legal_name': %s, 'opening': %s, 'amount': %s, "
            "'gst': %s, 'total': %s, 'payment': %s, 'closing': %s, 'entries': %u, "
            "'notes': %u}",
            account->ids, account->supplier.abn, account->supplier.legal_name,
            text_money(TEXT_ROOM, account->opening), text_money(TEXT_ROOM, account->year.amount),
            text_money(TEXT_ROOM, account->year.gst), text_money(TEXT_ROOM, account->year.total),
            text_money(TEXT_ROOM, account->year.payment), text_money(TEXT_ROOM, account->closing),
            account->entries->len, account->notes->len);
    }
    json_print("]}\n");
}

/* ---- the command -------------------------------------------------------------------------------------- */

/* The month whose company.ini it has: that of the newest issue up to the year's end, else the newest of all. */
static bool setup_begin(store *store, day to, struct month_setup *setup, GStringChunk *strings,
                        GError **error)
{
    struct month_order order = {.draft = true, .before_seq = ISSUED_NOW};
    struct issue_head head;
    bool found = false;
    if (!statement_issue_find(store, to, &found, &head, strings, error)) {
        return false;
    }
    order.period = head.period;
    order.batch = head.batch;
    order.issue_date = &head.issue_date;
    return found ? month_setup_begin(store, &order, NULL, setup, error)
                 : command_usage_set(error, "nothing was issued up to %s",
                                     text_date_words(TEXT_ROOM, to));
}

static bool statement_make(const struct options *options, store *store,
                           struct statement_order *order, GError **error)
{
    g_auto(month_setup) setup = {0};
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    int64_t batch = 0;
    if (!store_newest_batch(store, &batch, error) ||
        !store_partner_spelled_anywhere(store, batch, options->arguments[0], &order->partner_id,
                                        strings, error)) {
        return false;
    }
    if (!order->partner_id) {
        return command_usage_set(error, "the store has no partner %s", options->arguments[0]);
    }
    if (!setup_begin(store, order->to, &setup, strings, error)) {
        return false;
    }
    const char *name = g_hash_table_lookup(setup.names, order->partner_id);
    order->store = store;
    order->legal_name = name ? name : order->partner_id;
    g_autoptr(year_statement) statement = statement_find(order, error);
    if (!statement) {
        return false;
    }
    bool same = false;
    statement->company = &setup.run.company;
    g_autofree char *file =
        g_strdup_printf("statement-%s-%s.pdf", statement->year, order->partner_id);
    g_autofree char *path = g_build_filename(options->out, file, NULL);
    if (g_mkdir_with_parents(options->out, 0700) != 0) {
        return output_file_set_error(error, options->out, "cannot make the directory", errno);
    }
    if (!file_write(statement, &setup, path, &same, error)) {
        return false;
    }
    (options->json ? result_print_json : result_print)(statement, path, same);
    return true;
}

bool statement_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                   GError **error)
{
    struct statement_order order = {.partner_id = NULL};
    if (!financial_year_parse(options->arguments[1], &order.from, &order.to)) {
        return command_usage_set(error, "YEAR is a financial year such as 2026-27, not %s",
                                 options->arguments[1]);
    }
    g_autoptr(store) store = month_store_open(options->store, "PERIOD", error);
    return store && statement_make(options, store, &order, error);
}
