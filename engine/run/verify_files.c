#include <string.h>

#include "engine/run/issue_restore.h"
#include "engine/run/tree.h"
#include "engine/run/verify.h"
#include "reports/tables/manifest.h"
#include "reports/text.h"

/* A file that is there is what was issued, byte for byte. */
static void file_check(struct verify *verify, const char *issue_path, const struct issue_file *file)
{
    g_autofree char *path = g_build_filename(issue_path, file->path, NULL);
    g_autoptr(GError) error = NULL;
    struct output_hash hash = {0};
    if (!output_hash_of(path, &hash, &error)) {
        verify_find(verify, "%s", error->message);
    } else if (strcmp(hash.sha256, file->sha256) != 0) {
        verify_find(verify, "%s is not what was issued: its bytes have changed", path);
    }
}

/* What lies among the issued files could be taken for one of them. */
static void strangers_find(struct verify *verify, const char *issue_path, GHashTable *known)
{
    g_autoptr(GPtrArray) paths = tree_files(issue_path);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (!g_hash_table_contains(known, path)) {
            verify_find(verify, "%s/%s was not issued: it is none of the issue's files", issue_path,
                        path);
        }
    }
}

static bool issue_files_check(struct verify *verify, const struct issue_head *head,
                              const struct run_directory *directory, GError **error)
{
    g_autofree char *issue_path = run_directory_issue_path(directory, head->issue);
    g_autoptr(GArray) files = g_array_new(FALSE, TRUE, sizeof(struct issue_file));
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    if (!store_issue_files_load(verify->store, head->seq, files, verify->strings, error)) {
        return false;
    }
    for (guint i = 0; i < files->len; i++) {
        const struct issue_file *file = &g_array_index(files, struct issue_file, i);
        g_hash_table_add(known, (gpointer)file->path);
        file_check(verify, issue_path, file);
    }
    strangers_find(verify, issue_path, known);
    return true;
}

static bool period_check(struct verify *verify, struct period period, GError **error)
{
    char period_text[TEXT_SIZE];
    struct run_directory directory = {0};
    bool done =
        run_directory_lock(verify->out, text_period(period_text, period), &directory, error) &&
        issue_restore_period(verify->store, period, &directory, verify->restored, error);
    for (guint i = 0; done && i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        if (day_compare(head->period.first, period.first) == 0) {
            done = issue_files_check(verify, head, &directory, error);
        }
    }
    run_directory_clear(&directory);
    return done;
}

bool verify_files(struct verify *verify, GError **error)
{
    for (guint i = 0; i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        /* The first issue of each period stands for all of it. */
        if (head->issue == 1 && verify_takes(verify, head) &&
            !period_check(verify, head->period, error)) {
            return false;
        }
    }
    return true;
}
