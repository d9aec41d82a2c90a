#include "engine/cli/document_pool.h"

#include "reports/rcti_pdf.h"

enum { REPORTS_IN_HAND_PER_JOB = 8 };

struct document_pool {
    const struct report_run *run;
    struct rcti_stock *stock; /* NULL where it could not be made: first_error says why */
    const char *directory;
    GThreadPool *threads;
    GMutex mutex;
    GCond room;
    int in_hand;
    int in_hand_max;
    int64_t done;
    GError *first_error;
};

char *document_file_name(const struct report_run *run, const struct partner_report *report)
{
    struct civil first = day_to_civil(run->period.first);
    return g_strdup_printf("DRAFT-%04d%02d-%s.pdf", first.year, first.month,
                           report->supplier.partner_id);
}

static void document_write(gpointer data, gpointer user_data)
{
    struct partner_report *report = data;
    document_pool *pool = user_data;
    g_autofree char *name = document_file_name(pool->run, report);
    g_autofree char *path = g_build_filename(pool->directory, name, NULL);
    GError *error = NULL;
    bool written = pool->stock && rcti_pdf_write(pool->run, report, pool->stock, path, &error);
    partner_report_free(report);
    g_mutex_lock(&pool->mutex);
    pool->in_hand--;
    if (written) {
        pool->done++;
    } else if (!pool->first_error) {
        pool->first_error = g_steal_pointer(&error);
    }
    g_cond_signal(&pool->room);
    g_mutex_unlock(&pool->mutex);
    g_clear_error(&error);
}

document_pool *document_pool_new(const struct report_run *run, const struct fonts *fonts,
                                 const char *directory, int jobs)
{
    document_pool *pool = g_new0(document_pool, 1);
    pool->run = run;
    pool->stock = rcti_stock_new(&run->company, fonts, &pool->first_error);
    pool->directory = directory;
    pool->in_hand_max = jobs * REPORTS_IN_HAND_PER_JOB;
    g_mutex_init(&pool->mutex);
    g_cond_init(&pool->room);
    /* Not exclusive: making such a pool cannot fail. */
    pool->threads = g_thread_pool_new(document_write, pool, jobs, FALSE, NULL);
    return pool;
}

void document_pool_push(document_pool *pool, struct partner_report *report)
{
    if (report->document == DOCUMENT_NONE) {
        partner_report_free(report);
        return;
    }
    g_mutex_lock(&pool->mutex);
    while (pool->in_hand >= pool->in_hand_max) {
        g_cond_wait(&pool->room, &pool->mutex);
    }
    pool->in_hand++;
    g_mutex_unlock(&pool->mutex);
    g_thread_pool_push(pool->threads, report, NULL);
}

int64_t document_pool_done(document_pool *pool)
{
    g_mutex_lock(&pool->mutex);
    int64_t done = pool->done;
    g_mutex_unlock(&pool->mutex);
    return done;
}

bool document_pool_finish(document_pool *pool, GError **error)
{
    g_thread_pool_free(pool->threads, FALSE, TRUE);
    bool good = pool->first_error == NULL;
    if (!good) {
        g_propagate_error(error, g_steal_pointer(&pool->first_error));
    }
    g_mutex_clear(&pool->mutex);
    g_cond_clear(&pool->room);
    rcti_stock_free(pool->stock);
    g_free(pool);
    return good;
}
