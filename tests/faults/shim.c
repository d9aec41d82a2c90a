/* Loaded before the program (LD_PRELOAD): lets one of its system calls fail, which tests/faults/run.py chooses.
 *
 *     FAULT_AT     the number of the call that fails, counted from 1 in this process over all kinds of FAULT_KINDS
 *     FAULT_KINDS  "write fsync …": which calls count; "" or unset: all but malloc and fwrite
 *     FAULT_ERROR  the errno of it
 *     FAULT_REPORT where, at the end of the process, the number of calls goes and what failed: "812 write PATH"
 *
 * Calls that the C library makes inside itself (fopen, opendir) are not seen by their inner names, so those
 * are counted by their own. A write fails whole: what was asked for is not written. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* Each stands before the function of its name, with names of its own. */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name,bugprone-reserved-identifier) */

enum { PATH_SIZE = 4096, STREAM_ERROR = 0x20 /* _IO_ERR_SEEN */ };

static atomic_long calls;
static long chosen;
static int failure;
static const char *kinds;
static const char *report;
static char failed[PATH_SIZE];

__attribute__((constructor)) static void settings_read(void)
{
    const char *at = getenv("FAULT_AT");
    const char *error = getenv("FAULT_ERROR");
    chosen = at ? strtol(at, NULL, 10) : 0;
    failure = error ? (int)strtol(error, NULL, 10) : EIO;
    kinds = getenv("FAULT_KINDS");
    report = getenv("FAULT_REPORT");
}

/* Without stdio, whose calls are counted. */
__attribute__((destructor)) static void calls_tell(void)
{
    char text[PATH_SIZE + 64];
    if (!report) {
        return;
    }
    const long last = calls;
    chosen = 0;
    const int file = open(report, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const int size = snprintf(text, sizeof text, "%ld %s\n", last, failed);
    if (file >= 0 && size > 0 && write(file, text, (size_t)size) != size) {
        _exit(99);
    }
    close(file);
}

static bool counts(const char *kind)
{
    if (!kinds || kinds[0] == '\0') {
        return strcmp(kind, "malloc") != 0 && strcmp(kind, "fwrite") != 0;
    }
    const size_t length = strlen(kind);
    for (const char *at = kinds; (at = strstr(at, kind)); at += length) {
        if ((at == kinds || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

/* Whether this call is the one. */
static bool fails(const char *kind, const char *what)
{
    if (!chosen && !report) {
        return false;
    }
    if (!counts(kind) || atomic_fetch_add(&calls, 1) + 1 != chosen) {
        return false;
    }
    snprintf(failed, sizeof failed, "%s %s", kind, what ? what : "");
    errno = failure;
    return true;
}

/* What the descriptor is of, for the report. */
static const char *name_of(int file, char path[PATH_SIZE])
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t size = readlink(link, path, PATH_SIZE - 1);
    path[size > 0 ? size : 0] = '\0';
    return path;
}

/* The next one of that name. */
#define REAL(name)                                                                                 \
    static __typeof__(&(name)) real;                                                               \
    if (!real) {                                                                                   \
        *(void **)&real = dlsym(RTLD_NEXT, #name);                                                 \
    }

#define BY_PATH(name, ret, none, parameters, arguments, path)                                      \
    ret name parameters                                                                            \
    {                                                                                              \
        REAL(name)                                                                                 \
        return fails(#name, path) ? (none) : real arguments;                                       \
    }

#define BY_FILE(name, ret, parameters, arguments)                                                  \
    ret name parameters                                                                            \
    {                                                                                              \
        char path[PATH_SIZE];                                                                      \
        REAL(name)                                                                                 \
        return (chosen || report) && fails(#name, name_of(file, path)) ? -1 : real arguments;      \
    }

static mode_t mode_of(int flags, va_list more)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
}

#define OPENS(name)                                                                                \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        const mode_t mode = mode_of(flags, more);                                                  \
        va_end(more);                                                                              \
        REAL(name)                                                                                 \
        return fails("open", path) ? -1 : real(path, flags, mode);                                 \
    }
OPENS(open)
OPENS(open64)

BY_PATH(fopen, FILE *, NULL, (const char *path, const char *mode), (path, mode), path)
BY_PATH(fopen64, FILE *, NULL, (const char *path, const char *mode), (path, mode), path)
BY_PATH(tmpfile, FILE *, NULL, (void), (), "")
BY_PATH(opendir, DIR *, NULL, (const char *path), (path), path)
BY_PATH(rename, int, -1, (const char *path, const char *to), (path, to), to)
BY_PATH(renameat2, int, -1, (int from, const char *path, int at, const char *to, unsigned flags),
        (from, path, at, to, flags), to)
BY_PATH(link, int, -1, (const char *path, const char *to), (path, to), to)
BY_PATH(linkat, int, -1, (int from, const char *path, int at, const char *to, int flags),
        (from, path, at, to, flags), to)
BY_PATH(unlink, int, -1, (const char *path), (path), path)
BY_PATH(mkdir, int, -1, (const char *path, mode_t mode), (path, mode), path)
BY_PATH(rmdir, int, -1, (const char *path), (path), path)
BY_PATH(mkdtemp, char *, NULL, (char *path), (path), path)
BY_PATH(chmod, int, -1, (const char *path, mode_t mode), (path, mode), path)
BY_PATH(stat, int, -1, (const char *restrict path, struct stat *restrict about), (path, about),
        path)
BY_PATH(lstat, int, -1, (const char *restrict path, struct stat *restrict about), (path, about),
        path)
BY_FILE(read, ssize_t, (int file, void *bytes, size_t size), (file, bytes, size))
BY_FILE(pread64, ssize_t, (int file, void *bytes, size_t size, off64_t at), (file, bytes, size, at))
BY_FILE(pread, ssize_t, (int file, void *bytes, size_t size, off_t at), (file, bytes, size, at))
BY_FILE(write, ssize_t, (int file, const void *bytes, size_t size), (file, bytes, size))
BY_FILE(pwrite64, ssize_t, (int file, const void *bytes, size_t size, off64_t at),
        (file, bytes, size, at))
BY_FILE(pwrite, ssize_t, (int file, const void *bytes, size_t size, off_t at),
        (file, bytes, size, at))
BY_FILE(fsync, int, (int file), (file))
BY_FILE(fdatasync, int, (int file), (file))
BY_FILE(syncfs, int, (int file), (file))
BY_FILE(ftruncate64, int, (int file, off64_t size), (file, size))
BY_FILE(ftruncate, int, (int file, off_t size), (file, size))
BY_FILE(fchmod, int, (int file, mode_t mode), (file, mode))
BY_FILE(flock, int, (int file, int how), (file, how))

/* The descriptor is gone all the same, as Linux has it. */
int close(int file)
{
    char path[PATH_SIZE];
    REAL(close)
    const bool bad = (chosen || report) && fails("close", name_of(file, path));
    const int cause = errno;
    const int result = real(file);
    errno = bad ? cause : errno;
    return bad ? -1 : result;
}

/* stdio writes inside the C library: what comes of that shows when a stream is flushed. */
int fflush(FILE *stream)
{
    REAL(fflush)
    if (stream && fails("fflush", "")) {
        stream->_flags |= STREAM_ERROR;
        return EOF;
    }
    return real(stream);
}

int fclose(FILE *stream)
{
    REAL(fclose)
    const bool bad = fails("fclose", "");
    const int cause = errno;
    const int result = real(stream);
    errno = bad ? cause : errno;
    return bad ? EOF : result;
}

size_t fwrite(const void *restrict bytes, size_t size, size_t count, FILE *restrict stream)
{
    REAL(fwrite)
    if (stream != stderr && fails("fwrite", "")) {
        stream->_flags |= STREAM_ERROR; /* as the C library does: ferror tells */
        return 0;
    }
    return real(bytes, size, count, stream);
}

int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict how,
                   void *(*start)(void *), void *restrict data)
{
    REAL(pthread_create)
    /* Nothing else is ever its answer to a program that asks right. */
    return fails("pthread_create", "") ? EAGAIN : real(thread, how, start, data);
}

extern void *__libc_malloc(size_t size);

void *malloc(size_t size)
{
    return kinds && fails("malloc", "") ? NULL : __libc_malloc(size);
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name,bugprone-reserved-identifier) */
