#include "reports/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/text.h"

bool output_file_set_error(GError **error, const char *path, const char *what, int error_number)
{
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(error_number), "%s: %s: %s",
                path, what, g_strerror(error_number));
    return false;
}

/* -1 on failure. */
static int descriptor_create(const char *path, GError **error)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        output_file_set_error(error, path, "cannot create", errno);
    }
    return descriptor;
}

FILE *output_file_create(const char *path, GError **error)
{
    int descriptor = descriptor_create(path, error);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (!file && descriptor >= 0) {
        output_file_set_error(error, path, "cannot open", errno);
        close(descriptor);
    }
    return file;
}

bool output_file_finish(FILE *file, const char *path, GError **error)
{
    errno = 0;
    /* A write that failed earlier leaves its mark on the stream, but not its errno. */
    bool whole = ferror(file) == 0 && fflush(file) == 0;
    int error_number = errno != 0 ? errno : EIO;
    if (fclose(file) != 0 && whole) {
        error_number = errno;
        whole = false;
    }
    if (!whole) {
        output_file_set_error(error, path, "cannot write", error_number);
    }
    return whole;
}

bool output_file_write(const char *path, const void *bytes, size_t size, GError **error)
{
    int descriptor = descriptor_create(path, error);
    if (descriptor < 0) {
        return false;
    }
    size_t done = 0;
    ssize_t written = 0;
    while (done < size &&
           (written = write(descriptor, (const char *)bytes + done, size - done)) > 0) {
        done += (size_t)written;
    }
    int error_number = errno;
    bool whole = done == size;
    if (close(descriptor) != 0 && whole) {
        error_number = errno;
        whole = false;
    }
    if (!whole) {
        output_file_set_error(error, path, "cannot write", error_number);
        unlink(path);
    }
    return whole;
}

bool output_failed_by_machine(const GError *failure)
{
    static const int codes[] = {G_FILE_ERROR_IO,    G_FILE_ERROR_MFILE, G_FILE_ERROR_NFILE,
                                G_FILE_ERROR_NOMEM, G_FILE_ERROR_AGAIN, G_FILE_ERROR_NOSPC,
                                G_FILE_ERROR_INTR};
    bool found = false;
    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
        found |= g_error_matches(failure, G_FILE_ERROR, codes[i]);
    }
    return found;
}

static bool files_add(const char *directory, const char *below, GPtrArray *paths, GPtrArray *unread,
                      GError **error)
{
    g_autofree char *place = g_build_filename(directory, below, NULL);
    g_autoptr(GError) reason = NULL;
    g_autoptr(GDir) entries = g_dir_open(place, 0, &reason);
    if (!entries && (!unread || output_failed_by_machine(reason))) {
        g_propagate_error(error, g_steal_pointer(&reason));
        return false;
    }
    if (!entries && !g_error_matches(reason, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
        g_ptr_array_add(unread, g_strdup(reason->message));
    }
    bool done = true;
    for (const char *name = NULL; done && entries && (name = g_dir_read_name(entries));) {
        g_autofree char *path = below[0] ? g_strconcat(below, "/", name, NULL) : g_strdup(name);
        g_autofree char *full = g_build_filename(directory, path, NULL);
        if (g_file_test(full, G_FILE_TEST_IS_DIR) && !g_file_test(full, G_FILE_TEST_IS_SYMLINK)) {
            done = files_add(directory, path, paths, unread, error);
        } else {
            g_ptr_array_add(paths, g_steal_pointer(&path));
        }
    }
    return done;
}

bool output_folder_make(const char *directory, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    return g_mkdir(path, 0700) == 0 || errno == EEXIST ||
           output_file_set_error(error, path, "cannot make this directory", errno);
}

GPtrArray *output_files_list(const char *directory, GPtrArray *unread, GError **error)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    if (!files_add(directory, "", paths, unread, error)) {
        return NULL;
    }
    g_ptr_array_sort(paths, text_order);
    return g_steal_pointer(&paths);
}
