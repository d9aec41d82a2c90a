#include "importers/files/logo.h"

#include <fcntl.h>
#include <glib.h>
#include <png.h>
#include <sys/stat.h>
#include <unistd.h>

static bool problem_is(struct logo_problem *problem, const char *expected, const char *mend)
{
    *problem = (struct logo_problem){expected, mend};
    return true;
}

/* The bytes of a file, at most one more than a logo may have. NULL where it cannot be read. */
static GByteArray *file_bytes(const char *path)
{
    /* A pipe or device would block or never end. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    if (file < 0) {
        return NULL;
    }
    GByteArray *bytes = g_byte_array_sized_new(LOGO_BYTES_MAX + 1);
    g_byte_array_set_size(bytes, LOGO_BYTES_MAX + 1);
    guint length = 0;
    ssize_t more = fstat(file, &status) == 0 && S_ISREG(status.st_mode) ? 1 : -1;
    while (more > 0 && length < bytes->len) {
        more = read(file, bytes->data + length, bytes->len - length);
        length += more > 0 ? (guint)more : 0;
    }
    close(file);
    if (more < 0) {
        g_byte_array_unref(bytes);
        return NULL;
    }
    g_byte_array_set_size(bytes, length);
    return bytes;
}

/* Decodes it whole: what is cut off or damaged is found here, and not when documents are due. */
static bool pixels_check(png_image *image, struct logo_problem *problem)
{
    if (image->width > LOGO_PIXELS_MAX || image->height > LOGO_PIXELS_MAX) {
        png_image_free(image);
        return problem_is(problem, "a picture of at most 2000 x 2000 pixels", "scale it down");
    }
    image->format = PNG_FORMAT_RGBA;
    g_autofree guint8 *pixels = g_malloc(PNG_IMAGE_SIZE(*image));
    bool decoded = png_image_finish_read(image, NULL, pixels, 0, NULL) != 0;
    return !decoded && problem_is(problem, "a PNG picture that is whole", "save it again as PNG");
}

bool logo_read(const char *path, char **ret_base64, struct logo_problem *ret_problem)
{
    g_autoptr(GByteArray) bytes = file_bytes(path);
    if (!bytes) {
        return problem_is(ret_problem, "a file in this directory that can be read",
                          "put it beside company.ini");
    }
    if (bytes->len > LOGO_BYTES_MAX) {
        return problem_is(ret_problem, "a file of at most 200 kB", "save it smaller");
    }
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, bytes->data, bytes->len)) {
        return problem_is(ret_problem, "a PNG picture", "save it as PNG");
    }
    if (pixels_check(&image, ret_problem)) {
        return true;
    }
    *ret_base64 = g_base64_encode(bytes->data, bytes->len);
    return false;
}
