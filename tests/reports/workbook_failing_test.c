/* Each write of a workbook's files fails in turn, the library's own too: the failure is found each
 * time, and no file is left. */
#include <criterion/criterion.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "reports/workbook/book.h"
#include "tests/reports/directory.h"
#include "tests/reports/report_sample.h"

static struct {
    int count;  /* of writes so far */
    int failed; /* the one that fails, from 1; 0 for none */
    bool from_then_on;
    int error_number;
} writes;

static struct {
    int count;
    int failed;           /* the fwrite that fails, from 1; 0 for none */
    const FILE *workbook; /* not of its: minizip looks, and then loses memory */
} pieces;

static ssize_t stream_read(void *cookie, char *buffer, size_t size)
{
    return read(fileno(cookie), buffer, size);
}

static ssize_t stream_write(void *cookie, const char *buffer, size_t size)
{
    writes.count++;
    if (writes.count == writes.failed || (writes.from_then_on && writes.count > writes.failed)) {
        errno = writes.error_number;
        return 0;
    }
    return write(fileno(cookie), buffer, size);
}

static int stream_seek(void *cookie, off64_t *offset, int whence)
{
    const off_t place = lseek(fileno(cookie), *offset, whence);
    *offset = place;
    return place < 0 ? -1 : 0;
}

static int stream_close(void *cookie)
{
    return fclose(cookie);
}

static FILE *stream_new(FILE *file, const char *mode)
{
    static const cookie_io_functions_t functions = {stream_read, stream_write, stream_seek,
                                                    stream_close};
    return file ? fopencookie(file, mode, functions) : NULL;
}

/* These stand before the C library's own: for the program, libxlsxwriter and minizip alike. */
// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the C library's __names
FILE *fdopen(int descriptor, const char *mode)
{
    FILE *(*real)(int, const char *) = NULL;
    *(void **)(void *)&real = dlsym(RTLD_NEXT, "fdopen");
    return stream_new(real(descriptor, mode), mode);
}

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the C library's __names
FILE *fopen64(const char *path, const char *mode)
{
    FILE *(*real)(const char *, const char *) = NULL;
    *(void **)(void *)&real = dlsym(RTLD_NEXT, "fopen64");
    FILE *file = stream_new(real(path, mode), mode);
    pieces.workbook = file;
    return file;
}

/* A piece that never came to its file: the C library tells that by the stream alone. */
// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the C library's __names
size_t fwrite(const void *restrict bytes, size_t size, size_t count, FILE *restrict stream)
{
    enum { STREAM_ERROR = 0x20 }; /* _IO_ERR_SEEN */
    size_t (*real)(const void *, size_t, size_t, FILE *) = NULL;
    *(void **)(void *)&real = dlsym(RTLD_NEXT, "fwrite");
    if (stream != pieces.workbook && ++pieces.count == pieces.failed) {
        stream->_flags |= STREAM_ERROR;
        errno = ENOSPC;
        return 0;
    }
    return real(bytes, size, count, stream);
}

static bool write_workbook(struct report_sample *sample, const char *path, GError **error)
{
    g_autoptr(exception_list) exceptions = exception_list_new();
    g_autoptr(partner_report) report = report_sample_report(sample);
    g_autoptr(audit_workbook) workbook =
        audit_workbook_open(path, &sample->run, AUDIT_ROWS_MAX, error);
    const struct audit_closing closing = {.partners_in = 1, .exceptions = exceptions};
    return workbook && audit_workbook_append(workbook, report, error) &&
           audit_workbook_append_slots(workbook, report, error) &&
           audit_workbook_close(workbook, &closing, error);
}

static int all_writes(struct report_sample *sample, const char *directory)
{
    g_autofree char *path = g_build_filename(directory, "whole.xlsx", NULL);
    writes.count = writes.failed = 0;
    writes.from_then_on = false;
    cr_assert(write_workbook(sample, path, NULL));
    return writes.count;
}

static void each_fails(int error_number, bool from_then_on)
{
    static struct report_sample sample;
    g_autofree char *directory = directory_new();
    g_autofree char *path = g_build_filename(directory, "audit.xlsx", NULL);
    report_sample_init(&sample);
    month_sample_add_all(&sample.month);
    const int count = all_writes(&sample, directory);
    cr_assert_gt(count, 40);
    for (int i = 1; i <= count; i++) {
        g_autoptr(GError) error = NULL;
        writes.count = 0;
        writes.failed = i;
        writes.from_then_on = from_then_on;
        writes.error_number = error_number;
        cr_assert_not(write_workbook(&sample, path, &error), "write %d of %d", i, count);
        cr_assert_eq(error->domain, G_FILE_ERROR);
        cr_assert_not(g_file_test(path, G_FILE_TEST_EXISTS));
    }
    directory_remove(directory);
}

Test(workbook_failing, a_full_disk)
{
    each_fails(ENOSPC, true);
}

Test(workbook_failing, one_write)
{
    each_fails(EIO, false);
}

Test(workbook_failing, one_piece_of_a_part)
{
    enum { EACH = 7 };
    static struct report_sample sample;
    g_autofree char *directory = directory_new();
    g_autofree char *path = g_build_filename(directory, "audit.xlsx", NULL);
    report_sample_init(&sample);
    month_sample_add_all(&sample.month);
    pieces.count = pieces.failed = 0;
    all_writes(&sample, directory);
    const int count = pieces.count;
    cr_assert_gt(count, 100);
    for (int i = 1; i <= count; i += EACH) {
        g_autoptr(GError) error = NULL;
        pieces.count = 0;
        pieces.failed = i;
        cr_assert_not(write_workbook(&sample, path, &error), "piece %d of %d", i, count);
        cr_assert_eq(error->domain, G_FILE_ERROR);
        cr_assert_not(g_file_test(path, G_FILE_TEST_EXISTS));
    }
    directory_remove(directory);
}
