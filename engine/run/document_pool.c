#include "engine/run/document_pool.h"

#include "reports/documents/document.h"

/* So many that the documents have work while the workbook is closed and read again; some 30 kB
 * each. */
enum { REPORTS_IN_HAND_MAX = 1024 };

struct document_pool {
    const struct report_run *run;
    document_stock *stock; /* NULL where it could not be made: first_error says why */
    const char *directory;
    GThreadPool *threads;
    GMutex mutex;
    GCond room;
    output_hashes *hashes;
    struct progress *progress;
    int in_hand;
    int64_t done;
    GError *first_error;
};

char *document_file_name(const struct report_run *run, const struct partner_report *report)
{
    struct civil first = day_to_civil(run->period.first);
    if (!run->draft) {
        return g_strconcat(report->row.number, ".pdf", NULL);
    }
    return g_strdup_printf("DRAFT-%04d%02d-%s.pdf", first.year, first.month,
                           report->supplier.partner_id);
}

int document_count(const struct partner_report *report)
{
    int count = (int)(report->document != DOCUMENT_NONE) + (int)report->adjustment_count;
    for (size_t i = 0; i < report->late_count; i++) {
        count += report->late[i].report->document != DOCUMENT_NONE;
    }
    return count;
}

/* Written, and hashed while it is still at hand. Of two documents of one name, the second fails. */
static bool document_make(document_pool *pool, const struct document *document, const char *name,
                          GError **error)
{
    g_autofree char *path = g_build_filename(pool->directory, name, NULL);
    g_autofree char *place = g_strconcat("documents/", name, NULL);
    return document_write(document, pool->stock, path, error) &&
           output_hashes_add(pool->hashes, place, error);
}

/* The month's document, the adjustments, the late ones: whatever there is. */
static bool documents_make(document_pool *pool, const struct partner_report *report, GError **error)
{
    bool good = pool->stock != NULL;
    if (good && report->document != DOCUMENT_NONE) {
        const struct document document = {.run = pool->run, .report = report};
        g_autofree char *name = document_file_name(pool->run, report);
        good = document_make(pool, &document, name, error);
    }
    for (size_t i = 0; i < report->adjustment_count && good; i++) {
        const struct document document = {pool->run, report, NULL, report->adjustments[i]};
        good = document_make(pool, &document, report->adjustments[i]->file_name, error);
    }
    for (size_t i = 0; i < report->late_count && good; i++) {
        const struct late_report *late = &report->late[i];
        const struct document document = {pool->run, report, late, NULL};
        g_autofree char *name = document_file_name(late->run, late->report);
        good =
            late->report->document == DOCUMENT_NONE || document_make(pool, &document, name, error);
    }
    return good;
}

static void report_write(gpointer data, gpointer user_data)
{
    struct partner_report *report = data;
    document_pool *pool = user_data;
    GError *error = NULL;
    bool written = documents_make(pool, report, &error);
    int count = document_count(report);
    partner_report_free(report);
    g_mutex_lock(&pool->mutex);
    pool->in_hand--;
    if (written) {
        pool->done += count;
        progress_tell(pool->progress, pool->done);
    } else if (!pool->first_error) {
        pool->first_error = g_steal_pointer(&error);
    }
    g_cond_signal(&pool->room);
    g_mutex_unlock(&pool->mutex);
    g_clear_error(&error);
}

document_pool *document_pool_new(const struct report_run *run, const struct fonts *fonts,
                                 const char *directory, int jobs, output_hashes *hashes,
                                 struct progress *progress)
{
    document_pool *pool = g_new0(document_pool, 1);
    pool->run = run;
    pool->stock = document_stock_new(&run->company, fonts, &pool->first_error);
    pool->directory = directory;
    pool->hashes = hashes;
    pool->progress = progress;
    g_mutex_init(&pool->mutex);
    g_cond_init(&pool->room);
    /* Not exclusive: making such a pool cannot fail. */
    pool->threads = g_thread_pool_new(report_write, pool, jobs, FALSE, NULL);
    return pool;
}

bool document_pool_push(document_pool *pool, struct partner_report *report)
{
    int count = document_count(report);
    bool has_document = count > 0;
    g_mutex_lock(&pool->mutex);
    while (has_document && pool->in_hand >= REPORTS_IN_HAND_MAX) {
        g_cond_wait(&pool->room, &pool->mutex);
    }
    pool->in_hand += has_document;
    pool->progress->all += count - 1;
    bool good = pool->first_error == NULL;
    g_mutex_unlock(&pool->mutex);
    if (has_document) {
        g_thread_pool_push(pool->threads, report, NULL);
    } else {
        partner_report_free(report);
    }
    return good;
}

bool document_pool_finish(document_pool *pool, GError **error)
{
    g_thread_pool_free(pool->threads, FALSE, TRUE);
    progress_end(pool->progress);
    bool good = pool->first_error == NULL;
    if (!good) {
        g_propagate_error(error, g_steal_pointer(&pool->first_error));
    }
    g_mutex_clear(&pool->mutex);
    g_cond_clear(&pool->room);
    document_stock_free(pool->stock);
    g_free(pool);
    return good;
}
