#include <string.h>

#include "engine/core/check.h"
#include "importers/text/csv_private.h"

/* A thread of its own reads the file and takes it apart while this one checks and stores what was
 * read before. Batches go round: filled there, emptied here, in the file's order. */

enum { BATCHES = 4, BATCH_BYTES = 64 * 1024 };

/* Its cells are those of the format's columns, one after another, each with its NUL. */
struct batch_record {
    uint32_t line;
    bool plain;
    size_t starts[CSV_COLUMNS_MAX];
};

struct batch {
    GArray *records; /* struct batch_record */
    GString *cells;
    struct issues *issues; /* found behind the records */
    bool last;
};

struct csv_ahead {
    struct csv_reading
        reading; /* the thread's, but for the format and, behind a batch, positions */
    const char *path;
    struct batch batches[BATCHES];
    struct batch *filling; /* the thread's */
    GAsyncQueue *empty;
    GAsyncQueue *full;
    int stopped; /* atomic: the records are not wanted any more */
};

/* ---- the thread ---------------------------------------------------------------------------------- */

static void batch_begin(struct csv_ahead *ahead)
{
    ahead->filling = g_async_queue_pop(ahead->empty);
    ahead->reading.issues = ahead->filling->issues;
}

static void batch_end(struct csv_ahead *ahead, bool last)
{
    ahead->filling->last = last;
    g_async_queue_push(ahead->full, ahead->filling);
}

bool csv_ahead_put(struct csv_ahead *ahead, const struct csv_record *record)
{
    /* Before the first cell, so that a batch's issues stay behind its records. */
    if (ahead->filling->cells->len >= BATCH_BYTES || issues_count(ahead->filling->issues) > 0) {
        batch_end(ahead, false);
        batch_begin(ahead);
    }
    struct batch *batch = ahead->filling;
    struct batch_record kept = {.line = record->line, .plain = record->plain};
    for (size_t column = 0; column < ahead->reading.format->column_count; column++) {
        const char *value = record->values[column];
        kept.starts[column] = batch->cells->len;
        g_string_append_len(batch->cells, value, (gssize)strlen(value) + 1);
    }
    g_array_append_val(batch->records, kept);
    return g_atomic_int_get(&ahead->stopped) == 0;
}

static gpointer file_parse(gpointer data)
{
    struct csv_ahead *ahead = data;
    batch_begin(ahead);
    csv_file_parse(&ahead->reading, ahead->path);
    batch_end(ahead, true);
    return NULL;
}

/* ---- this one ------------------------------------------------------------------------------------ */

static bool batch_take(const struct csv_ahead *ahead, const struct batch *batch,
                       csv_record_function take, void *user_data, GError **error)
{
    const char *values[CSV_COLUMNS_MAX];
    for (guint i = 0; i < batch->records->len; i++) {
        const struct batch_record *kept = &g_array_index(batch->records, struct batch_record, i);
        for (size_t column = 0; column < ahead->reading.format->column_count; column++) {
            values[column] = batch->cells->str + kept->starts[column];
        }
        struct csv_record record = {kept->line, values, ahead->reading.positions, kept->plain};
        if (!take(&record, user_data, error)) {
            return false;
        }
    }
    return true;
}

static void batch_clear(struct batch *batch)
{
    g_array_set_size(batch->records, 0);
    g_string_truncate(batch->cells, 0);
}

/* Every batch up to the last, also where one was refused: the thread waits for empty ones. */
static bool batches_take(struct csv_ahead *ahead, csv_record_function take, void *user_data,
                         struct issues *issues, GError **error)
{
    bool good = true;
    bool last = false;
    while (!last) {
        struct batch *batch = g_async_queue_pop(ahead->full);
        last = batch->last;
        good = good && batch_take(ahead, batch, take, user_data, error);
        if (!good) {
            g_atomic_int_set(&ahead->stopped, 1);
        }
        issues_move(batch->issues, issues);
        batch_clear(batch);
        g_async_queue_push(ahead->empty, batch);
    }
    return good;
}

bool csv_file_read(const char *path, const struct csv_format *format, csv_record_function take,
                   void *user_data, struct issues *issues, struct csv_summary *ret_summary,
                   GError **error)
{
    CHECK(format->column_count <= CSV_COLUMNS_MAX);
    *ret_summary = (struct csv_summary){.record_count = 0};
    struct csv_ahead ahead = {
        .reading = {.format = format, .summary = ret_summary, .ahead = &ahead},
        .path = path,
        .empty = g_async_queue_new(),
        .full = g_async_queue_new(),
    };
    for (int i = 0; i < BATCHES; i++) {
        struct batch *batch = &ahead.batches[i];
        batch->records = g_array_new(FALSE, FALSE, sizeof(struct batch_record));
        batch->cells = g_string_sized_new(BATCH_BYTES);
        batch->issues = issues_new();
        g_async_queue_push(ahead.empty, batch);
    }
    GThread *thread = g_thread_new("csv", file_parse, &ahead);
    bool done = batches_take(&ahead, take, user_data, issues, error);
    g_thread_join(thread);
    for (int i = 0; i < BATCHES; i++) {
        g_array_unref(ahead.batches[i].records);
        g_string_free(ahead.batches[i].cells, TRUE);
        issues_free(ahead.batches[i].issues);
    }
    g_async_queue_unref(ahead.empty);
    g_async_queue_unref(ahead.full);
    return done;
}
