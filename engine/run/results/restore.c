#include "engine/run/results/restore.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "engine/store/backup.h"
#include "engine/store/proof/proof.h"
#include "reports/output_file.h"

enum { NAMED_MAX = 10 };

/* Nothing is written to where a link leads. */
static bool way_check(const char *issue_path, const char *name, GError **error)
{
    g_autofree char *end = NULL;
    if (directory_way_find(issue_path, name, &end) == WAY_LINK) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR,
                    "%s is no directory, but what was issued belongs there: move it away, and the "
                    "next start (rcti restore) writes the directory again",
                    end);
        return false;
    }
    return true;
}

/* One issue's files that are not there: struct issue_file. */
static bool missing_find(store *store, const struct issue_head *head, const char *issue_path,
                         GArray *files, GStringChunk *strings, GError **error)
{
    if (!store_issue_files_load(store, head->seq, files, strings, error)) {
        return false;
    }
    for (guint i = files->len; i > 0; i--) {
        const char *name = g_array_index(files, struct issue_file, i - 1).path;
        g_autofree char *path = g_build_filename(issue_path, name, NULL);
        if (!way_check(issue_path, name, error)) {
            return false;
        }
        if (path_is_there(path)) {
            g_array_remove_index(files, i - 1);
        }
    }
    return true;
}

static bool directory_make(const char *path, GError **error)
{
    return g_mkdir_with_parents(path, 0700) == 0 ||
           output_file_set_error(error, path, "cannot make this directory", errno);
}

static bool bytes_check(const struct issue_file *file, GBytes *bytes, GError **error)
{
    char sha256[SHA256_TEXT_SIZE];
    sha256_of(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), sha256);
    if (strcmp(sha256, file->sha256) != 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED,
                    "%s: the bytes that the store has of it are not those that were issued: it is "
                    "not written again; rcti verify tells what else was changed",
                    file->path);
        return false;
    }
    return true;
}

/* All of them, into the working directory. */
static bool files_write(store *store, const GArray *files, const char *working_path, GError **error)
{
    bool done = true;
    for (guint i = 0; done && i < files->len; i++) {
        const struct issue_file *row = &g_array_index(files, struct issue_file, i);
        g_autoptr(GBytes) bytes = store_issue_file_bytes(store, row->row, error);
        g_autofree char *path = g_build_filename(working_path, row->path, NULL);
        g_autofree char *folder = g_path_get_dirname(path);
        done =
            bytes && bytes_check(row, bytes, error) && directory_make(folder, error) &&
            output_file_write(path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), error);
    }
    return done;
}

/* Each to where it belongs, in a directory that is there. */
static bool files_move(const GArray *files, const char *working_path, const char *issue_path,
                       GError **error)
{
    bool done = true;
    for (guint i = 0; done && i < files->len; i++) {
        const char *name = g_array_index(files, struct issue_file, i).path;
        g_autofree char *from = g_build_filename(working_path, name, NULL);
        g_autofree char *to = g_build_filename(issue_path, name, NULL);
        g_autofree char *folder = g_path_get_dirname(to);
        done = directory_make(folder, error) &&
               (directory_put(from, to, false) ||
                output_file_set_error(error, to, "cannot put what was issued there", errno));
    }
    return done;
}

static void restored_tell(const GArray *files, const char *issue_path, bool whole, GPtrArray *notes)
{
    guint count = files->len;
    if (whole) {
        finding_add(notes, "%s was missing and is written again from the store: %u file%s",
                    issue_path, count, count == 1 ? "" : "s");
        return;
    }
    for (guint i = 0; i < count && i < NAMED_MAX; i++) {
        finding_add(notes, "%s/%s was missing and is written again from the store", issue_path,
                    g_array_index(files, struct issue_file, i).path);
    }
    if (count > NAMED_MAX) {
        finding_add(notes, "and %u more files of %s", count - NAMED_MAX, issue_path);
    }
}

static bool issue_restore(store *store, const struct issue_head *head,
                          const struct run_directory *directory, GPtrArray *notes, GError **error)
{
    g_autofree char *issue_path = run_directory_issue_path(directory, head->issue);
    g_autoptr(GArray) files = g_array_new(FALSE, TRUE, sizeof(struct issue_file));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(4096);
    bool whole = !path_is_there(issue_path);
    if (!missing_find(store, head, issue_path, files, strings, error)) {
        return false;
    }
    if (files->len == 0) {
        return true;
    }
    g_auto(run_directory) place = {.period_path = g_strdup(directory->period_path)};
    bool done = run_directory_make(&place, head->issue, error) &&
                files_write(store, files, place.working_path, error) &&
                (whole ? run_directory_commit(&place, error)
                       : run_directory_sync(&place, error) &&
                             files_move(files, place.working_path, issue_path, error));
    if (done) {
        restored_tell(files, issue_path, whole, notes);
    }
    return done;
}

bool restore_period(store *store, struct period period, const struct run_directory *directory,
                    GPtrArray *notes, GError **error)
{
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    bool done = store_issues_load(store, &period, heads, strings, error);
    for (guint i = 0; done && i < heads->len; i++) {
        done = issue_restore(store, &g_array_index(heads, struct issue_head, i), directory, notes,
                             error);
    }
    return done;
}

bool restore_newest(store *store, const char *out, const struct period *locked, GPtrArray *notes,
                    GError **error)
{
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_issues_load(store, NULL, heads, strings, error)) {
        return false;
    }
    const struct issue_head *newest =
        heads->len > 0 ? &g_array_index(heads, struct issue_head, heads->len - 1) : NULL;
    if (!newest || (locked && day_compare(locked->first, newest->period.first) == 0)) {
        return true;
    }
    g_auto(run_directory) directory = {0};
    g_autoptr(GError) failure = NULL;
    if (!run_directory_lock(out, newest->period, &directory, &failure)) {
        if (g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_AGAIN)) {
            return true; /* whoever writes there sees to it */
        }
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return issue_restore(store, newest, &directory, notes, error);
}

void restore_backup(store *store, GPtrArray *notes)
{
    g_auto(store_backup) backup = {.issue = 0};
    g_autoptr(GError) error = NULL;
    bool made = false;
    if (!store_backup_make(store, &made, &backup, &error)) {
        /* Where it was stopped, what comes next is too, and says so. */
        if (!g_error_matches(error, STORE_ERROR, STORE_ERROR_STOPPED)) {
            finding_add(notes, "there is no backup of what was issued last: %s", error->message);
        }
    } else if (made) {
        finding_add(notes, "the backup after issue %d of %s was missing and is made", backup.issue,
                    backup.period);
    }
}

/* ---- to be computed again ----------------------------------------------------------------------- */

bool restore_holidays(store *store, const struct issue_head *head,
                      struct temporary_directory *ret_directory, GError **error)
{
    struct temporary_directory made = {0};
    const bool done = temporary_directory_make(&made, error) &&
                      store_issue_holidays_write(store, head->seq, made.path, error);
    if (done) {
        *ret_directory = made;
    } else {
        temporary_directory_remove(&made);
    }
    return done;
}

struct month_order restore_order(const struct issue_head *head, struct period period,
                                 const char *holidays)
{
    return (struct month_order){.period = period,
                                .batch = head->batch,
                                .as_at = &head->as_at,
                                .issue_date = &head->issue_date,
                                .payment_date = &head->payment_date,
                                .payment_date_by = PAYMENT_DATE_BY_ISSUE,
                                .holidays = holidays,
                                .program_version = head->program_version,
                                .before_seq = head->seq};
}
