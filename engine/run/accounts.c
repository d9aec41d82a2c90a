#include "engine/run/accounts.h"

#include <string.h>

/* Each row's key is what and theirs. */
GArray *accounts_list(const struct month_setup *setup, GError **error)
{
    g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(struct source_row));
    if (!store_accounts_load(setup->store, &setup->view, kept, setup->strings, error)) {
        return NULL;
    }
    GArray *accounts = g_array_new(FALSE, FALSE, sizeof(struct report_account));
    for (guint i = 0; i < kept->len; i++) {
        const struct source_row *row = &g_array_index(kept, struct source_row, i);
        const char *pass = row->section + strlen(SOURCE_READ);
        const char *export = strstr(pass, ": ");
        const char *theirs = strstr(row->key, ": ");
        const struct report_account account = {
            .export = export ? export + strlen(": ") : "",
            .pass = g_string_chunk_insert_len(setup->strings, pass,
                                              export ? (gssize)(export - pass) : -1),
            .what = g_string_chunk_insert_len(setup->strings, row->key,
                                              theirs ? (gssize)(theirs - row->key) : -1),
            .theirs = theirs ? theirs + strlen(": ") : "",
            .ours = row->value,
            .count = row->count};
        g_array_append_val(accounts, account);
    }
    return accounts;
}
