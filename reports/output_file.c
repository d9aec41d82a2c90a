#include "reports/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_BYTES = 1 << 16 };

void output_file_set_error(GError **error, const char *path, const char *what, int error_number)
{
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(error_number), "%s: %s: %s",
                path, what, g_strerror(error_number));
}

FILE *output_file_create(const char *path, GError **error)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        output_file_set_error(error, path, "cannot create", errno);
        return NULL;
    }
    FILE *file = fdopen(descriptor, "w");
    if (!file || setvbuf(file, NULL, _IOFBF, BUFFER_BYTES) != 0) {
        output_file_set_error(error, path, "cannot open", errno);
        if (file) {
            fclose(file);
        } else {
            close(descriptor);
        }
        return NULL;
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
