#include "engine/cli/command.h"

/* What a draft asks to be signed, and where it is. */

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
    printf("\n  %s\n", path);
}

void changes_print_json(const change_list *changes, const char *directory)
{
    g_autofree char *path = changes_file(directory);
    json_print("  'changes': {'since': %s, 'count': %u, 'new_partners': %u, 'gone_partners': %u, "
               "'file': %s},\n",
               changes->since, changes->rows->len, changes->new_partners, changes->gone_partners,
               path);
}
