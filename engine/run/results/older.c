#include "engine/run/results/older.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/run/month/setup.h"
#include "engine/run/results/directory.h"
#include "engine/store/backup.h"
#include "engine/store/issues/issues.h"
#include "reports/output_file.h"
#include "reports/text.h"

enum { PERIOD_LENGTH = 7 /* "2026-09" */ };

/* ---- what lies there -------------------------------------------------------------------------- */

/* The directory of an issue. */
struct trace {
    char *path;
    char *name;  /* "issue 1 of 2026-09" */
    char *order; /* "2026-09 000001": by it the last is the newest */
};

static void trace_clear(gpointer data)
{
    struct trace *trace = data;
    g_free(trace->path);
    g_free(trace->name);
    g_free(trace->order);
}

static gint traces_compare(gconstpointer a, gconstpointer b)
{
    const struct trace *one = a;
    const struct trace *other = b;
    const int order = strcmp(one->order, other->order);
    return order ? order : strcmp(one->path, other->path);
}

/* Takes the path over. */
static void trace_add(GArray *traces, char *path, const char *period, int issue)
{
    const struct trace trace = {
        .path = g_steal_pointer(&path),
        .name = g_strdup_printf("issue %d of %.*s", issue, (int)PERIOD_LENGTH, period),
        .order = g_strdup_printf("%.*s %06d", (int)PERIOD_LENGTH, period, issue)};
    g_array_append_val(traces, trace);
}

static bool is_period(const char *text)
{
    for (int i = 0; i < PERIOD_LENGTH; i++) {
        if (i == 4 ? text[i] != '-' : !g_ascii_isdigit(text[i])) {
            return false;
        }
    }
    return true;
}

/* "issue-1"; 0: it is none. */
static int issue_of(const char *text)
{
    enum { ISSUES_MAX = 999999 };
    static const char BEGIN[] = "issue-";
    if (!g_str_has_prefix(text, BEGIN) || !g_ascii_isdigit(text[strlen(BEGIN)])) {
        return 0;
    }
    char *end = NULL;
    const guint64 issue = g_ascii_strtoull(text + strlen(BEGIN), &end, 10);
    return *end == '\0' && issue <= ISSUES_MAX ? (int)issue : 0;
}

/* A directory without a manifest is not what an issue left. */
static void issues_list_of(const char *out, const char *period, GArray *issues)
{
    g_autofree char *place = g_build_filename(out, period, NULL);
    g_autoptr(GDir) directory =
        directory_way_find(place, "", NULL) == WAY_PLAIN ? g_dir_open(place, 0, NULL) : NULL;
    for (const char *name = NULL; directory && (name = g_dir_read_name(directory));) {
        const int issue = issue_of(name);
        g_autofree char *path = g_build_filename(place, name, NULL);
        g_autofree char *manifest = g_build_filename(path, "manifest.json", NULL);
        GStatBuf about;
        if (issue > 0 && directory_way_find(path, "", NULL) == WAY_PLAIN &&
            g_lstat(manifest, &about) == 0 && S_ISREG(about.st_mode)) {
            trace_add(issues, g_steal_pointer(&path), period, issue);
        }
    }
}

static void issues_list(const char *out, GArray *issues)
{
    g_autoptr(GDir) directory = g_dir_open(out, 0, NULL);
    for (const char *name = NULL; directory && (name = g_dir_read_name(directory));) {
        if (strlen(name) == PERIOD_LENGTH && is_period(name)) {
            issues_list_of(out, name, issues);
        }
    }
    g_array_sort(issues, traces_compare);
}

/* ---- STORE.seals ------------------------------------------------------------------------------ */

static const char SEALS_HEADING[] =
    "# What is in the store beside this file: a line for each issue, void and import. By it rcti "
    "notices\n"
    "# an older copy of the store. Keep it with the store, and a copy of it elsewhere.\n";

/* As they stand in the file. */
static const char *const mark_words[] = {[MARK_SEAL] = "seal", [MARK_BATCH] = "batch"};

static char *mark_line(const struct store_mark *mark)
{
    return g_strdup_printf("%s %" G_GINT64_FORMAT " %s %s", mark_words[mark->kind], mark->number,
                           mark->hash, mark->name);
}

/* By what two of them are the same; of an import its number is hashed. */
static char *mark_key(const struct store_mark *mark)
{
    return g_strdup_printf("%s %s", mark_words[mark->kind], mark->hash);
}

static char *seals_path(const char *store_path)
{
    return g_strconcat(store_path, ".seals", NULL);
}

/* *ret_text: NULL where there is no such file. */
static bool seals_read(const char *path, char **ret_text, GError **error)
{
    enum { BYTES_MAX = 1 << 26 };
    GStatBuf about;
    *ret_text = NULL;
    if (g_lstat(path, &about) != 0 && errno == ENOENT) {
        return true;
    }
    const int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    FILE *stream =
        file >= 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_size < BYTES_MAX
            ? fdopen(file, "rb")
            : NULL;
    if (!stream) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s cannot be read as the list of what is in the store: see what it is, and "
                    "move it away",
                    path);
        if (file >= 0) {
            close(file);
        }
        return false;
    }
    g_autofree char *text = g_malloc0((gsize)about.st_size + 1);
    const size_t got = fread(text, 1, (size_t)about.st_size, stream);
    const bool good = !ferror(stream);
    const int cause = errno;
    fclose(stream);
    text[got] = '\0';
    if (!good) {
        return output_file_set_error(error, path, "cannot read", cause);
    }
    *ret_text = g_steal_pointer(&text);
    return true;
}

/* A line as it may stand there; its strings are in `line`, which is cut. */
static bool mark_parse(char *line, struct store_mark *ret_mark)
{
    char *words[4] = {line};
    for (size_t i = 1; i < G_N_ELEMENTS(words); i++) {
        char *space = strchr(words[i - 1], ' ');
        if (!space) {
            return false;
        }
        *space = '\0';
        words[i] = space + 1;
    }
    char *end = NULL;
    const bool seal = strcmp(words[0], mark_words[MARK_SEAL]) == 0;
    *ret_mark = (struct store_mark){.kind = seal ? MARK_SEAL : MARK_BATCH,
                                    .number = g_ascii_strtoll(words[1], &end, 10),
                                    .hash = words[2],
                                    /* It is shown on a terminal. */
                                    .name = g_strcanon(words[3],
                                                       "abcdefghijklmnopqrstuvwxyz"
                                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                       "0123456789 ,.-_",
                                                       '?')};
    return (seal || strcmp(words[0], mark_words[MARK_BATCH]) == 0) && *end == '\0' &&
           strlen(words[2]) == SHA256_TEXT_SIZE - 1;
}

/* The last line too, if it is whole. */
static void seals_parse(char *text, GArray *marks)
{
    for (char *line = text; line && *line != '\0';) {
        char *end = strchr(line, '\n');
        struct store_mark mark;
        if (end) {
            *end = '\0';
        }
        if (end && *line != '#' && mark_parse(line, &mark)) {
            g_array_append_val(marks, mark);
        }
        line = end ? end + 1 : NULL;
    }
}

/* "" for a store from which nothing was issued. The caller frees. */
static char *seals_text(const GArray *marks)
{
    GString *text = g_string_new(NULL);
    const bool issued =
        marks->len > 0 && g_array_index(marks, struct store_mark, 0).kind == MARK_SEAL;
    for (guint i = 0; issued && i < marks->len; i++) {
        g_autofree char *line = mark_line(&g_array_index(marks, struct store_mark, i));
        g_string_append_printf(text, "%s%s\n", i == 0 ? SEALS_HEADING : "", line);
    }
    return g_string_free(text, FALSE);
}

static bool path_to_disk(const char *path, int flags, GError **error)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC | flags);
    const bool done = file >= 0 && fsync(file) == 0;
    const int cause = errno;
    if (file >= 0) {
        close(file);
    }
    return done || output_file_set_error(error, path, "cannot bring it to disk", cause);
}

/* Takes the place of what is there, whole. */
static bool seals_write(const char *path, const char *text, GError **error)
{
    g_autofree char *partial = g_strconcat(path, ".partial", NULL);
    g_autofree char *place = g_path_get_dirname(path);
    g_unlink(partial); /* of a program that was cut off */
    const bool done = output_file_write(partial, text, strlen(text), error) &&
                      path_to_disk(partial, 0, error) &&
                      (g_rename(partial, path) == 0 ||
                       output_file_set_error(error, path, "cannot write", errno)) &&
                      path_to_disk(place, O_DIRECTORY, error);
    if (!done) {
        g_unlink(partial);
    }
    return done;
}

/* ---- what is known ---------------------------------------------------------------------------- */

/* What lies there, and then what the store has. */
struct known {
    const char *store_path;
    char *seals_path;
    char *seals_text;  /* as it is; NULL: there is no such file */
    char *seals_lines; /* the same, cut: the marks' strings */
    GArray *seals;     /* struct store_mark */
    char *backups_path;
    GArray *backups;               /* struct store_mark: the issues that there are backups after */
    GArray *issues;                /* struct trace */
    GArray *marks;                 /* struct store_mark: the store's */
    GHashTable *keys;              /* of those (owned) */
    GHashTable *names;             /* of those that are issues */
    const struct store_mark *last; /* its newest link; NULL: nothing was issued */
    GStringChunk *strings;
};

static void known_clear(struct known *known)
{
    g_free(known->seals_path);
    g_free(known->seals_text);
    g_free(known->seals_lines);
    g_clear_pointer(&known->seals, g_array_unref);
    g_free(known->backups_path);
    g_clear_pointer(&known->backups, g_array_unref);
    g_clear_pointer(&known->issues, g_array_unref);
    g_clear_pointer(&known->marks, g_array_unref);
    g_clear_pointer(&known->keys, g_hash_table_unref);
    g_clear_pointer(&known->names, g_hash_table_unref);
    g_clear_pointer(&known->strings, g_string_chunk_free);
}
typedef struct known known;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(known, known_clear)

static bool store_know(store *store, struct known *known, GError **error)
{
    if (!known->strings) {
        known->strings = g_string_chunk_new(4096);
    }
    known->marks = g_array_new(FALSE, FALSE, sizeof(struct store_mark));
    known->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    known->names = g_hash_table_new(g_str_hash, g_str_equal);
    if (!store_marks_load(store, known->marks, known->strings, error)) {
        return false;
    }
    for (guint i = 0; i < known->marks->len; i++) {
        const struct store_mark *mark = &g_array_index(known->marks, struct store_mark, i);
        g_hash_table_add(known->keys, mark_key(mark));
        g_hash_table_add(known->names, (gpointer)mark->name);
        known->last = mark->kind == MARK_SEAL ? mark : known->last;
    }
    return true;
}

static bool known_read(store *store, const char *store_path, const char *out, struct known *known,
                       GError **error)
{
    known->store_path = store_path;
    known->seals_path = seals_path(store_path);
    known->seals = g_array_new(FALSE, FALSE, sizeof(struct store_mark));
    known->strings = g_string_chunk_new(4096);
    known->backups_path = store_backups_path(store_path);
    known->backups = g_array_new(FALSE, FALSE, sizeof(struct store_mark));
    known->issues = g_array_new(FALSE, FALSE, sizeof(struct trace));
    g_array_set_clear_func(known->issues, trace_clear);
    if (!seals_read(known->seals_path, &known->seals_text, error)) {
        return false;
    }
    known->seals_lines = g_strdup(known->seals_text);
    seals_parse(known->seals_lines, known->seals);
    store_backups_mark(store_path, known->backups, known->strings);
    issues_list(out, known->issues);
    return store_know(store, known, error);
}

/* ---- who knows more --------------------------------------------------------------------------- */

/* Something that knows what the store does not have. */
struct witness {
    const char *path; /* NULL: nothing does */
    const char *name; /* the newest of it; lives as long as what is known */
    bool of_batch;    /* imports alone are missing */
    bool of_another;  /* it is of another store */
};

static struct witness marks_look(const struct known *known, const char *path, const GArray *marks)
{
    struct witness witness = {.of_another = known->last != NULL, .of_batch = true};
    for (guint i = 0; i < marks->len; i++) {
        const struct store_mark *mark = &g_array_index(marks, struct store_mark, i);
        g_autofree char *key = mark_key(mark);
        if (g_hash_table_contains(known->keys, key)) {
            witness.of_another = false;
        } else if (mark->kind == MARK_SEAL || witness.of_batch) {
            witness.path = path;
            witness.name = mark->name;
            witness.of_batch = mark->kind == MARK_BATCH;
        }
    }
    return witness;
}

/* The seal of a directory's manifest and the one before it, "" where it cannot be read; the caller frees both.
 * NULL on failure. */
static char *manifest_seal(store *store, const struct trace *trace, char **ret_previous,
                           GError **error)
{
    g_autofree char *path = g_build_filename(trace->path, "manifest.json", NULL);
    char *contents = NULL;
    gsize size = 0;
    char previous[SHA256_TEXT_SIZE];
    char seal[SHA256_TEXT_SIZE];
    if (!g_file_get_contents(path, &contents, &size, NULL)) {
        *ret_previous = g_strdup("");
        return g_strdup("");
    }
    g_autoptr(GBytes) bytes = g_bytes_new_take(contents, size);
    if (!store_link_of_manifest(store, bytes, previous, seal, error)) {
        return NULL;
    }
    *ret_previous = g_strdup(previous);
    return g_strdup(seal);
}

static bool seal_known(const struct known *known, const char *seal)
{
    for (guint i = 0; seal[0] != '\0' && i < known->marks->len; i++) {
        const struct store_mark *mark = &g_array_index(known->marks, struct store_mark, i);
        if (mark->kind == MARK_SEAL && strcmp(mark->hash, seal) == 0) {
            return true;
        }
    }
    return false;
}

/* The newest directory of an issue that the store does not have. They are the store's where any of them is, or
 * goes on from, a link of its chain. */
static bool issues_look(store *store, const struct known *known, struct witness *ret_witness,
                        GError **error)
{
    const struct trace *newest = NULL;
    for (guint i = 0; i < known->issues->len; i++) {
        const struct trace *trace = &g_array_index(known->issues, struct trace, i);
        newest = g_hash_table_contains(known->names, trace->name) ? newest : trace;
    }
    *ret_witness = (struct witness){.of_another = true};
    if (!newest) {
        return true;
    }
    ret_witness->path = newest->path;
    ret_witness->name = newest->name;
    for (guint i = 0; i < known->issues->len && ret_witness->of_another; i++) {
        g_autofree char *previous = NULL;
        g_autofree char *seal =
            manifest_seal(store, &g_array_index(known->issues, struct trace, i), &previous, error);
        if (!seal) {
            return false;
        }
        ret_witness->of_another = !seal_known(known, previous) && !seal_known(known, seal);
    }
    return true;
}

/* ---- sentences -------------------------------------------------------------------------------- */

static const char *last_name(const struct known *known)
{
    return known->last ? known->last->name : "no issue";
}

/* "a, b and c know" */
static char *knowers_text(const struct witness *witnesses, size_t count, bool of_another)
{
    GString *text = g_string_new(NULL);
    size_t left = 0;
    size_t told = 0;
    for (size_t i = 0; i < count; i++) {
        left += witnesses[i].path && witnesses[i].of_another == of_another;
    }
    for (size_t i = 0; i < count; i++) {
        if (witnesses[i].path && witnesses[i].of_another == of_another) {
            g_string_append_printf(text, "%s%s",
                                   told == 0   ? ""
                                   : left == 1 ? " and "
                                               : ", ",
                                   witnesses[i].path);
            told++;
            left--;
        }
    }
    g_string_append(text, told == 1 ? " knows" : " know");
    return g_string_free(text, FALSE);
}

/* What is missing is first of all an issue or a void. */
static const struct witness *witness_first(const struct witness *witnesses, size_t count)
{
    const struct witness *first = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct witness *witness = &witnesses[i];
        if (witness->path && !witness->of_another &&
            (!first || (first->of_batch && !witness->of_batch))) {
            first = witness;
        }
    }
    return first;
}

static char *older_sentence(const struct known *known, const struct witness *witnesses,
                            size_t count, bool by_backups)
{
    const struct witness *first = witness_first(witnesses, count);
    if (!first) {
        return NULL;
    }
    g_autofree char *knowers = knowers_text(witnesses, count, false);
    g_autofree char *mend =
        first->of_batch
            ? g_strdup_printf("put the newer one back or, if this one is meant, move %s away, and "
                              "import and decide again what came later",
                              known->seals_path)
        : by_backups
            ? g_strdup_printf("write a newer one out of %s (rcti restore PERIOD --to FILE) and put "
                              "it in its place",
                              known->backups_path)
            : g_strdup("put the newest copy of it in its place");
    return g_strdup_printf("%s more than the store %s: %s, and the store ends with %s, as an older "
                           "copy of it does, from which the same would be paid twice; %s",
                           knowers, known->store_path, first->name, last_name(known), mend);
}

static char *another_sentence(const struct known *known, const struct witness *beside,
                              const struct witness *issued, enum older_extent extent)
{
    if (beside->path && beside->of_another) {
        return g_strdup_printf("%s has %s of another store than %s, which was here before: put "
                               "that one back, or give this one another name with --store",
                               beside->path, beside->name, known->store_path);
    }
    return issued->path && issued->of_another && extent == OLDER_BY_ALL
               ? g_strdup_printf("%s was issued from another store than %s: name that store with "
                                 "--store, or another directory with --out",
                                 issued->path, known->store_path)
               : NULL;
}

static bool known_judge(store *store, const struct known *known, enum older_extent extent,
                        GPtrArray *sentences, GError **error)
{
    enum { BY_SEALS, BY_BACKUPS, BY_ISSUES, WITNESSES };
    struct witness witnesses[WITNESSES] = {
        [BY_SEALS] = marks_look(known, known->seals_path, known->seals),
        [BY_BACKUPS] = marks_look(known, known->backups_path, known->backups),
    };
    if (!issues_look(store, known, &witnesses[BY_ISSUES], error)) {
        return false;
    }
    char *older = older_sentence(known, witnesses, WITNESSES,
                                 witnesses[BY_BACKUPS].path && !witnesses[BY_BACKUPS].of_another);
    const bool by_seals = witnesses[BY_SEALS].path && witnesses[BY_SEALS].of_another;
    char *another = another_sentence(known, &witnesses[by_seals ? BY_SEALS : BY_BACKUPS],
                                     &witnesses[BY_ISSUES], extent);
    if (older) {
        g_ptr_array_add(sentences, older);
    }
    if (another) {
        g_ptr_array_add(sentences, another);
    }
    return true;
}

/* ---- the doors -------------------------------------------------------------------------------- */

bool older_find(store *store, const char *store_path, const char *out, enum older_extent extent,
                GPtrArray *sentences, GError **error)
{
    g_auto(known) known = {.store_path = store_path};
    return known_read(store, store_path, out, &known, error) &&
           known_judge(store, &known, extent, sentences, error);
}

bool older_refuse(store *store, const char *store_path, const char *out, enum older_extent extent,
                  GPtrArray *notes, GError **error)
{
    g_auto(known) known = {.store_path = store_path};
    g_autoptr(GPtrArray) sentences = g_ptr_array_new_with_free_func(g_free);
    if (!known_read(store, store_path, out, &known, error) ||
        !known_judge(store, &known, extent, sentences, error)) {
        return false;
    }
    if (sentences->len > 0) {
        return run_error_set(error, RUN_ERROR_OLDER, "%s",
                             (const char *)g_ptr_array_index(sentences, 0));
    }
    g_autofree char *text = seals_text(known.marks);
    if (strcmp(text, known.seals_text ? known.seals_text : "") == 0) {
        return true;
    }
    if (!known.seals_text) {
        g_ptr_array_add(notes, g_strdup_printf("%s was not there, and is written again from the "
                                               "store, which ends with %s",
                                               known.seals_path, last_name(&known)));
    }
    return seals_write(known.seals_path, text, error);
}

bool older_keep(store *store, const char *store_path, GError **error)
{
    g_auto(known) known = {.store_path = store_path, .seals_path = seals_path(store_path)};
    if (!store_know(store, &known, error)) {
        return false;
    }
    g_autofree char *text = seals_text(known.marks);
    return text[0] == '\0' || seals_write(known.seals_path, text, error);
}
