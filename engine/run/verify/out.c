#include "engine/run/verify/out.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/run/results/directory.h"
#include "engine/store/proof/proof.h"
#include "reports/output_file.h"
#include "reports/tables/manifest.h"
#include "reports/text.h"

/* One issue's files. */
struct place {
    struct verify *verify;
    const char *path; /* OUT/2026-09/issue-1 */
    const char *period;
    guint missing;
    char *missing_first;
};

/* Anything but a plain file, a link to the right bytes too, is not what was written there. */
static bool file_check(struct place *place, const struct issue_file *file, GError **error)
{
    GPtrArray *findings = place->verify->findings;
    g_autofree char *path = g_build_filename(place->path, file->path, NULL);
    g_autoptr(GError) failure = NULL;
    struct output_hash hash = {0};
    GStatBuf found;
    if (directory_way_find(place->path, file->path, NULL) != WAY_PLAIN ||
        g_lstat(path, &found) != 0) {
        if (place->missing++ == 0) {
            place->missing_first = g_strdup(file->path);
        }
    } else if (!S_ISREG(found.st_mode)) {
        finding_add(findings, "%s is not what was issued: it is %s, and no file", path,
                    S_ISLNK(found.st_mode) ? "a link" : "something else");
    } else if (!output_hash_of(path, &hash, &failure)) {
        if (output_failed_by_machine(failure)) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        finding_add(findings, "%s", failure->message);
    } else if (strcmp(hash.sha256, file->sha256) != 0) {
        finding_add(findings, "%s is not what was issued: its bytes have changed", path);
    }
    return true;
}

/* What else lies there could be taken for one of them. */
static bool others_find(const struct place *place, GHashTable *known, GError **error)
{
    g_autoptr(GPtrArray) unread = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) paths = output_files_list(place->path, unread, error);
    if (!paths) {
        return false;
    }
    for (guint i = 0; i < unread->len; i++) {
        finding_add(place->verify->findings,
                    "%s: what lies in it beside the issue's files is not known",
                    (const char *)g_ptr_array_index(unread, i));
    }
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (!g_hash_table_contains(known, path)) {
            finding_add(place->verify->findings,
                        "%s/%s was not issued: it is none of the issue's files", place->path, path);
        }
    }
    return true;
}

/* What was issued is in the store: a copy that is missing is no finding. */
static void missing_tell(const struct place *place, guint count)
{
    GPtrArray *notes = place->verify->notes;
    if (place->missing == count) {
        finding_add(notes, "%s is not there: rcti restore %s writes it again from the store",
                    place->path, place->period);
    } else if (place->missing > 0) {
        finding_add(notes,
                    "%s/%s%s missing: rcti restore %s writes what is missing again from the store",
                    place->path, place->missing_first,
                    place->missing > 1 ? " and others are" : " is", place->period);
    }
}

static bool issue_files_check(struct verify *verify, const struct issue_head *head,
                              const struct run_directory *directory, GError **error)
{
    g_autofree char *path = run_directory_issue_path(directory, head->issue);
    g_autofree char *period = g_strdup(text_period(TEXT_ROOM, head->period));
    g_autoptr(GArray) files = g_array_new(FALSE, TRUE, sizeof(struct issue_file));
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    struct place place = {.verify = verify, .path = path, .period = period};
    if (directory_way_find(path, "", NULL) == WAY_LINK) {
        finding_add(verify->findings,
                    "%s is no directory, but what was issued belongs there: move it away, and rcti "
                    "restore %s writes the directory again",
                    path, period);
        return true;
    }
    if (!store_issue_files_load(verify->store, head->seq, files, verify->strings, error)) {
        return false;
    }
    bool known_all = true;
    for (guint i = 0; known_all && i < files->len; i++) {
        const struct issue_file *file = &g_array_index(files, struct issue_file, i);
        g_hash_table_add(known, (gpointer)file->path);
        known_all = file_check(&place, file, error);
    }
    known_all = known_all && others_find(&place, known, error);
    if (known_all) {
        missing_tell(&place, files->len);
    }
    g_free(place.missing_first);
    return known_all;
}

bool out_verify(struct verify *verify, const struct issue_head *first, GError **error)
{
    g_auto(run_directory) directory = {0};
    g_autoptr(GError) cause = NULL;
    if (first->issue != 1) {
        return true;
    }
    if (!run_directory_look(verify->out, first->period, &directory, &cause)) {
        if (!g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_LOOP)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return false;
        }
        finding_add(verify->findings, "%s", cause->message);
        return true;
    }
    bool good = true;
    for (guint i = 0; good && i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        good = day_compare(head->period.first, first->period.first) != 0 ||
               issue_files_check(verify, head, &directory, error);
    }
    return good;
}
