#include <string.h>

#include "engine/cli/command.h"

/* What a draft asks to be signed, and where it is. */

/* ---- of what kind --------------------------------------------------------------------------------- */

/* In the order of their weight: the first whose column begins so. */
enum signed_kind {
    SIGNED_ACCOUNT,
    SIGNED_ABN,
    SIGNED_NAME,
    SIGNED_EMAIL,
    SIGNED_GST,
    SIGNED_AGREEMENT,
    SIGNED_RATE,
    SIGNED_SCHEDULE,
    SIGNED_OTHER,
    SIGNED_NEW,
    SIGNED_GONE,
    SIGNED_SETTING, /* of nobody */
    SIGNED_KIND_COUNT
};
static const char *const kind_words[SIGNED_KIND_COUNT] = {
    "accounts", "ABNs",      "names", "e-mail", "GST",  "agreements",
    "rates",    "schedules", "other", "new",    "gone", "settings"};

static enum signed_kind kind_of(const struct report_change *row, GHashTable *came)
{
    static const struct {
        const char *begins;
        enum signed_kind kind;
    } columns[] = {{"bsb", SIGNED_ACCOUNT},       {"account_", SIGNED_ACCOUNT},
                   {"abn", SIGNED_ABN},           {"legal_name", SIGNED_NAME},
                   {"trading_name", SIGNED_NAME}, {"email", SIGNED_EMAIL},
                   {"gst_", SIGNED_GST},          {"agreement_", SIGNED_AGREEMENT}};
    const bool of_partner = strcmp(row->file, "partners.csv") == 0;
    if (row->partner_id[0] == '\0') {
        return SIGNED_SETTING;
    }
    if (g_hash_table_contains(came, row->partner_id) && strcmp(row->change, "new") == 0) {
        return SIGNED_NEW;
    }
    if (of_partner && strcmp(row->change, "gone") == 0) {
        return SIGNED_GONE;
    }
    for (size_t i = 0; of_partner && i < G_N_ELEMENTS(columns); i++) {
        if (g_str_has_prefix(row->column, columns[i].begins)) {
            return columns[i].kind;
        }
    }
    return strcmp(row->file, "rates.csv") == 0       ? SIGNED_RATE
           : strcmp(row->file, "schedules.csv") == 0 ? SIGNED_SCHEDULE
                                                     : SIGNED_OTHER;
}

/* Whose rows are all new. */
static GHashTable *newcomers(const change_list *changes)
{
    GHashTable *came = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < changes->rows->len; i++) {
        const struct report_change *row = &g_array_index(changes->rows, struct report_change, i);
        if (strcmp(row->file, "partners.csv") == 0 && strcmp(row->change, "new") == 0) {
            g_hash_table_add(came, (gpointer)row->partner_id);
        }
    }
    return came;
}

/* "  accounts         P0003, P0007": each partner once; of nobody's the files. */
static void kind_print(const change_list *changes, enum signed_kind kind, GHashTable *came)
{
    enum { NAMED = 8, WIDTH = 12 };
    g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < changes->rows->len; i++) {
        const struct report_change *row = &g_array_index(changes->rows, struct report_change, i);
        const char *who = row->partner_id[0] != '\0' ? row->partner_id : row->file;
        if (kind_of(row, came) == kind && g_hash_table_add(told, (gpointer)who) &&
            g_hash_table_size(told) <= NAMED) {
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", who);
        }
    }
    const guint count = g_hash_table_size(told);
    if (count > NAMED) {
        g_string_append_printf(text, " and %u more", count - NAMED);
    }
    if (count > 0) {
        printf("  %-*s%s\n", WIDTH, kind_words[kind], text->str);
    }
}

/* ---- asked from outside ---------------------------------------------------------------------------- */

static char *changes_file(const char *directory)
{
    return g_build_filename(directory, "changes.csv", NULL);
}

void changes_print(const change_list *changes, const char *directory)
{
    g_autofree char *path = changes_file(directory);
    if (!changes->since) {
        puts("\nChanges to sign: all of the standing data, for nothing was issued before");
        return;
    }
    if (changes->rows->len == 0) {
        printf("\nChanges to sign since %s: none\n", changes->since);
        return;
    }
    printf("\nChanges to sign since %s: %u", changes->since, changes->rows->len);
    if (changes->new_partners > 0) {
        printf(", %u partner%s new", changes->new_partners, changes->new_partners == 1 ? "" : "s");
    }
    if (changes->gone_partners > 0) {
        printf(", %u partner%s gone", changes->gone_partners,
               changes->gone_partners == 1 ? "" : "s");
    }
    putchar('\n');
    g_autoptr(GHashTable) came = newcomers(changes);
    for (int kind = 0; kind < SIGNED_KIND_COUNT; kind++) {
        kind_print(changes, (enum signed_kind)kind, came);
    }
    printf("  %s\n", path);
}

void changes_print_json(const change_list *changes, const char *directory)
{
    g_autofree char *path = changes_file(directory);
    json_print("  'changes': {'since': %s, 'count': %u, 'new_partners': %u, 'gone_partners': %u, "
               "'file': %s},\n",
               changes->since, changes->rows->len, changes->new_partners, changes->gone_partners,
               path);
}
