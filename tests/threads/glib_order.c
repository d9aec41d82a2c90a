#include <glib.h>

/* What ThreadSanitizer does not see: GLib is not built with it, and its locks are futexes of its own, so that
 * whatever they order would be told as a race. The linker puts these in place of the calls (--wrap): each does
 * what GLib does, and says what comes after what. */

/* NOLINTBEGIN(bugprone-reserved-identifier): the sanitizer's own names */
void __tsan_acquire(void *address);
void __tsan_release(void *address);
/* NOLINTEND(bugprone-reserved-identifier) */

#define WRAPPED(type, name, ...)                                                                   \
    type __real_##name(__VA_ARGS__);                                                               \
    type __wrap_##name(__VA_ARGS__);

WRAPPED(void, g_mutex_lock, GMutex *mutex)
WRAPPED(void, g_mutex_unlock, GMutex *mutex)
WRAPPED(void, g_cond_wait, GCond *cond, GMutex *mutex)
WRAPPED(GThreadPool *, g_thread_pool_new, GFunc work, gpointer user_data, gint threads,
        gboolean exclusive, GError **error)
WRAPPED(gboolean, g_thread_pool_push, GThreadPool *pool, gpointer data, GError **error)
WRAPPED(void, g_thread_pool_free, GThreadPool *pool, gboolean immediate, gboolean wait)
WRAPPED(GThread *, g_thread_try_new, const char *name, GThreadFunc work, gpointer data,
        GError **error)
WRAPPED(gpointer, g_thread_join, GThread *thread)
WRAPPED(void, g_async_queue_push, GAsyncQueue *queue, gpointer data)
WRAPPED(gpointer, g_async_queue_pop, GAsyncQueue *queue)

void __wrap_g_mutex_lock(GMutex *mutex)
{
    __real_g_mutex_lock(mutex);
    __tsan_acquire(mutex);
}

void __wrap_g_mutex_unlock(GMutex *mutex)
{
    __tsan_release(mutex);
    __real_g_mutex_unlock(mutex);
}

void __wrap_g_cond_wait(GCond *cond, GMutex *mutex)
{
    __tsan_release(mutex);
    __real_g_cond_wait(cond, mutex);
    __tsan_acquire(mutex);
}

/* What a pool or a thread is to do, kept until the program ends: there are few. */
struct work {
    GFunc of_pool;
    GThreadFunc of_thread;
    gpointer data;
};
static char ended; /* what was done comes before the end of a pool, and before a join */

static void pool_work(gpointer data, gpointer user_data)
{
    const struct work *work = user_data;
    __tsan_acquire(data);
    work->of_pool(data, work->data);
    __tsan_release(&ended);
}

GThreadPool *__wrap_g_thread_pool_new(GFunc work, gpointer user_data, gint threads,
                                      gboolean exclusive, GError **error)
{
    struct work *kept = g_new(struct work, 1);
    *kept = (struct work){.of_pool = work, .data = user_data};
    __tsan_release(kept);
    return __real_g_thread_pool_new(pool_work, kept, threads, exclusive, error);
}

gboolean __wrap_g_thread_pool_push(GThreadPool *pool, gpointer data, GError **error)
{
    __tsan_release(data);
    return __real_g_thread_pool_push(pool, data, error);
}

void __wrap_g_thread_pool_free(GThreadPool *pool, gboolean immediate, gboolean wait)
{
    __real_g_thread_pool_free(pool, immediate, wait);
    __tsan_acquire(&ended);
}

static gpointer thread_work(gpointer data)
{
    const struct work *work = data;
    __tsan_acquire(data);
    gpointer done = work->of_thread(work->data);
    __tsan_release(&ended);
    return done;
}

GThread *__wrap_g_thread_try_new(const char *name, GThreadFunc work, gpointer data, GError **error)
{
    struct work *kept = g_new(struct work, 1);
    *kept = (struct work){.of_thread = work, .data = data};
    __tsan_release(kept);
    return __real_g_thread_try_new(name, thread_work, kept, error);
}

gpointer __wrap_g_thread_join(GThread *thread)
{
    gpointer done = __real_g_thread_join(thread);
    __tsan_acquire(&ended);
    return done;
}

void __wrap_g_async_queue_push(GAsyncQueue *queue, gpointer data)
{
    __tsan_release(data);
    __real_g_async_queue_push(queue, data);
}

gpointer __wrap_g_async_queue_pop(GAsyncQueue *queue)
{
    gpointer data = __real_g_async_queue_pop(queue);
    __tsan_acquire(data);
    return data;
}
