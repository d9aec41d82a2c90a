#include "engine/run/deliver/send.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

#include "engine/run/deliver/post.h"
#include "engine/run/deliver/sent_list.h"
#include "engine/store/stop.h"
#include "reports/mail/message.h"
#include "reports/output_file.h"
#include "reports/text.h"

void sending_clear(struct sending *sending)
{
    g_clear_pointer(&sending->documents, g_array_unref);
    g_clear_pointer(&sending->strings, g_string_chunk_free);
    g_clear_pointer(&sending->stopped, g_free);
}

/* ---- one at a time -------------------------------------------------------------------------------- */

/* The store itself is the lock, of a kind that SQLite does not use. The descriptor stays open as long as the
 * store: to close it would end SQLite's own locks. */
static bool lock_take(const char *store_path, GError **error)
{
    const int file = open(store_path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || flock(file, LOCK_EX | LOCK_NB) != 0) {
        return file < 0 || errno != EWOULDBLOCK
                   ? output_file_set_error(error, store_path, "cannot be locked", errno)
                   : run_error_set(error, RUN_ERROR_USAGE,
                                   "another rcti send is under way with %s: wait until it has "
                                   "ended",
                                   store_path);
    }
    return true; /* cppcheck-suppress resourceLeak */
}

/* ---- one document ---------------------------------------------------------------------------------- */

struct round {
    store *store;
    const struct send_order *order;
    struct post *post; /* NULL: nothing is sent */
    const char *server;
    const char *login;               /* the system's user */
    struct store_delivery *answered; /* what the server said to it is not kept yet; NULL: it is */
    guint failed;                    /* refused or unknown, so many */
    bool taken;                      /* one was */
    GHashTable *addresses;           /* number -> address (both owned), of the issue of: */
    int64_t addresses_seq;
};

/* As the issue's deliveries.csv has them, in which no cell has a comma. */
static bool addresses_load(struct round *round, int64_t seq, GError **error)
{
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) files = g_array_new(FALSE, TRUE, sizeof(struct issue_file));
    if (round->addresses_seq == seq) {
        return true;
    }
    if (!store_issue_files_load(round->store, seq, files, strings, error)) {
        return false;
    }
    g_hash_table_remove_all(round->addresses);
    for (guint i = 0; i < files->len; i++) {
        const struct issue_file *file = &g_array_index(files, struct issue_file, i);
        g_autoptr(GBytes) bytes = strcmp(file->path, "deliveries.csv") == 0
                                      ? store_issue_file_bytes(round->store, file->row, error)
                                      : g_bytes_new(NULL, 0);
        if (!bytes) {
            return false;
        }
        gsize size = 0;
        const char *data = g_bytes_get_data(bytes, &size);
        g_autofree char *text = g_strndup(data ? data : "", size);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        for (size_t k = 0; lines[k]; k++) {
            enum { CELLS = 4, ADDRESS = 1, NUMBER = 2 };
            g_auto(GStrv) cells = g_strsplit(lines[k], ",", -1);
            if (g_strv_length(cells) == CELLS) {
                g_hash_table_replace(round->addresses, g_strdup(cells[NUMBER]),
                                     g_strdup(cells[ADDRESS]));
            }
        }
    }
    round->addresses_seq = seq;
    return true;
}

/* Read back before it is sent: the bytes that were kept, this document, for its partner. */
static bool message_check(const struct store_delivery *delivery, const char *address,
                          GBytes *message, struct message_read *head, GError **error)
{
    char sha256[SHA256_TEXT_SIZE];
    gsize size = 0;
    const void *bytes = g_bytes_get_data(message, &size);
    sha256_of(bytes, size, sha256);
    if (!message_read(message, head, error)) {
        return false;
    }
    g_autofree char *name = g_strconcat(delivery->number, ".pdf", NULL);
    const char *wrong =
        strcmp(head->sha256, delivery->pdf_sha256) != 0 || strcmp(head->attachment, name) != 0
            ? "what is attached is not this document"
        : delivery->attempt == 1 && g_strcmp0(head->to, address) != 0
            ? "its address is not the partner's of the issue"
        : delivery->attempt > 1 && strcmp(head->to, delivery->address) != 0
            ? "its address is not the one that was given"
        : strcmp(sha256, delivery->message_sha256) != 0 ? "its bytes have changed since it was made"
                                                        : NULL;
    return !wrong || run_error_set(error, RUN_ERROR_DEFECT,
                                   "%s: nothing more was sent: the message that is kept is not "
                                   "right: %s; rcti verify tells what else was changed",
                                   delivery->number, wrong);
}

static void step_set(const struct round *round, struct store_delivery *delivery,
                     enum delivery_state state, const char *answer, GStringChunk *strings)
{
    delivery->state = state;
    delivery->answer = g_string_chunk_insert(strings, answer);
    delivery->by = round->login;
}

static bool step_add(const struct round *round, struct store_delivery *delivery,
                     enum delivery_state state, const char *answer, GStringChunk *strings,
                     GError **error)
{
    step_set(round, delivery, state, answer, strings);
    return store_delivery_add(round->store, delivery, error);
}

/* Each commit waits for the disk, so an answer is kept together with the next message's `sending`, before anything
 * of that is done; the last one's by itself. */
static bool answer_keep(struct round *round, GError **error)
{
    const bool done = !round->answered || store_delivery_add(round->store, round->answered, error);
    round->answered = done ? NULL : round->answered;
    return done;
}

/* Why the rest is better not tried; NULL: it is. Where the first three all fail it is for what they have in
 * common: the server does not know who sends, or breaks off. */
static char *stop_reason(struct round *round, const struct posted *posted)
{
    enum { FAILED_MOST = 3 };
    round->taken = round->taken || posted->state == DELIVERY_SENT;
    round->failed += posted->state == DELIVERY_REFUSED || posted->state == DELIVERY_UNKNOWN;
    return posted->takes_nothing ? g_strdup_printf("%s: %s", round->server, posted->answer)
           : !round->taken && round->failed >= FAILED_MOST
               ? g_strdup_printf("%s took none of the first %u: %s", round->server, round->failed,
                                 posted->answer)
               : NULL;
}

/* The message of the document is sent; it is committed first that it is tried, if the document still stands
 * as it was found: it may be void by now. */
static bool document_send(struct round *round, struct sent *sent, struct sending *sending,
                          GError **error)
{
    struct store_delivery *delivery = &sent->delivery;
    g_autoptr(GBytes) message = addresses_load(round, delivery->seq, error)
                                    ? store_delivery_message(round->store, delivery, error)
                                    : NULL;
    const char *address = g_hash_table_lookup(round->addresses, delivery->number);
    g_auto(message_contents) head = {0};
    bool stands = false;
    if (!message || !message_check(delivery, address, message, &head, error)) {
        return false;
    }
    delivery->address = g_string_chunk_insert(sending->strings, head.to);
    delivery->message_id = g_string_chunk_insert(sending->strings, head.message_id);
    delivery->by = round->login;
    if (!round->post) {
        sent->tried = true;
        return true;
    }
    if (!sent_list_add(round->order->store_path, delivery->number, error) ||
        !store_delivery_begin(round->store, round->answered, delivery, &stands, error)) {
        return false;
    }
    round->answered = NULL;
    if (!stands) {
        return store_delivery_load(round->store, delivery->number, &stands, delivery,
                                   sending->strings, error);
    }
    sent->tried = true;
    const struct posted posted = post_send(round->post, head.from, head.to, message);
    sending->stopped = stop_reason(round, &posted);
    step_set(round, delivery, posted.state, posted.answer, sending->strings);
    round->answered = delivery;
    return true;
}

/* ---- what is due ----------------------------------------------------------------------------------- */

static bool is_due(const struct store_delivery *delivery)
{
    return delivery->state == DELIVERY_QUEUED || delivery->state == DELIVERY_LATER;
}

static bool documents_load(struct round *round, struct sending *sending, GError **error)
{
    const struct send_order *order = round->order;
    g_autoptr(GArray) deliveries = g_array_new(FALSE, TRUE, sizeof(struct store_delivery));
    if (!store_deliveries_load(round->store, &order->period, order->issue, ISSUED_NOW, deliveries,
                               sending->strings, error)) {
        return false;
    }
    for (guint i = 0; i < deliveries->len; i++) {
        const struct sent sent = {g_array_index(deliveries, struct store_delivery, i), false};
        if (!sent.delivery.is_void &&
            (!order->again || strcmp(order->again, sent.delivery.number) == 0) &&
            (!order->partner_id || strcmp(order->partner_id, sent.delivery.partner_id) == 0)) {
            g_array_append_val(sending->documents, sent);
        }
    }
    if (deliveries->len == 0) {
        return run_error_set(error, RUN_ERROR_USAGE,
                             "nothing of that month%s was issued: a draft cannot be sent",
                             order->issue != 0 ? " and issue" : "");
    }
    return sending->documents->len > 0 || !order->partner_id ||
           run_error_set(error, RUN_ERROR_USAGE,
                         "nothing of that month was issued for partner %s that is not void",
                         order->partner_id);
}

/* Of a program that was stopped: it may have gone out. */
static bool interrupted_settle(const struct round *round, struct sending *sending, GError **error)
{
    bool done = true;
    for (guint i = 0; i < sending->documents->len && done && !round->order->dry_run; i++) {
        struct sent *sent = &g_array_index(sending->documents, struct sent, i);
        if (sent->delivery.state == DELIVERY_SENDING) {
            done = step_add(round, &sent->delivery, DELIVERY_UNKNOWN,
                            "the program was stopped while it was sent", sending->strings, error);
        }
    }
    return done;
}

/* Of a store that was put back from an older copy: what it does not know of may have gone out. */
static bool forgotten_settle(const struct round *round, struct sending *sending, GError **error)
{
    g_autoptr(GHashTable) tried = sent_list_read(round->order->store_path, error);
    bool done = tried != NULL;
    for (guint i = 0; i < sending->documents->len && done; i++) {
        struct store_delivery *delivery =
            &g_array_index(sending->documents, struct sent, i).delivery;
        const guint times = GPOINTER_TO_UINT(g_hash_table_lookup(tried, delivery->number));
        if (!is_due(delivery) || times <= (guint)delivery->tries) {
            continue;
        }
        if (round->order->dry_run) {
            delivery->state = DELIVERY_UNKNOWN;
            continue;
        }
        for (guint k = (guint)delivery->tries; k < times && done; k++) {
            done = step_add(round, delivery, DELIVERY_SENDING, "", sending->strings, error);
        }
        done = done && step_add(round, delivery, DELIVERY_UNKNOWN,
                                "the store was put back from an older copy and does not know",
                                sending->strings, error);
    }
    return done;
}

/* company.ini of the newest import of the period. */
static bool server_find(struct round *round, struct sending *sending, GError **error)
{
    const struct send_order *order = round->order;
    struct store_view view = {.period = order->period};
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct ini_row));
    struct company_settings company;
    if (order->server) {
        round->server = order->server;
        return true;
    }
    if (!store_newest_batch(round->store, &view.batch, error) ||
        !store_rows_load(round->store, &view, INPUT_COMPANY, rows, sending->strings, error)) {
        return false;
    }
    company_from_rows(rows, sending->strings, &company);
    round->server = company.mail.server;
    return round->server[0] != '\0' || order->dry_run ||
           run_error_set(error, RUN_ERROR_USAGE,
                         "no mail server is named: write server = smtp://host:587 into [mail] of "
                         "company.ini, or say --server URL");
}

/* Between two messages a person may stop it; while one is sent nothing is cut short. */
static bool stop_is_wanted(void)
{
    stop_hear();
    const bool wanted = stop_asked() != 0;
    stop_defer();
    return wanted;
}

static bool round_send(struct round *round, const struct login *login, struct sending *sending,
                       GError **error)
{
    bool done = true;
    round->post = round->order->dry_run ? NULL : post_open(round->server, login);
    for (guint i = 0; i < sending->documents->len && done && !sending->stopped; i++) {
        struct sent *sent = &g_array_index(sending->documents, struct sent, i);
        done = !is_due(&sent->delivery) || document_send(round, sent, sending, error);
        if (done && sent->tried && round->post && !sending->stopped && stop_is_wanted()) {
            sending->stopped = g_strdup("somebody asked for it");
        }
    }
    done = answer_keep(round, done ? error : NULL) &&
           done; /* before the server is waited for once more */
    post_close(round->post);
    /* As it stands now, with the times. */
    for (guint i = 0; i < sending->documents->len && done && !round->order->dry_run; i++) {
        struct sent *sent = &g_array_index(sending->documents, struct sent, i);
        done =
            !sent->tried || store_delivery_load(round->store, sent->delivery.number, &(bool){false},
                                                &sent->delivery, sending->strings, error);
    }
    return done;
}

/* ---- by hand --------------------------------------------------------------------------------------- */

static bool document_find(store *store, const char *number, struct store_delivery *ret_delivery,
                          GStringChunk *strings, GError **error)
{
    bool found = false;
    return store_delivery_load(store, number, &found, ret_delivery, strings, error) &&
           (found || run_error_set(error, RUN_ERROR_USAGE,
                                   "no document %s was issued from this store", number)) &&
           (!ret_delivery->is_void ||
            run_error_set(error, RUN_ERROR_USAGE, "%s is void: it cannot be sent", number));
}

/* A person's act: one message more of the document that is ordered, made, kept and queued. */
static bool again_queue(const struct round *round, struct sending *sending, GError **error)
{
    const struct send_order *order = round->order;
    struct store_delivery *delivery = &g_array_index(sending->documents, struct sent, 0).delivery;
    g_auto(message_contents) head = {0};
    g_auto(message_contents) made = {0};
    if (delivery->message_row == 0) {
        return run_error_set(error, RUN_ERROR_USAGE,
                             "%s has no message: its issue had no address for it, or [mail] was "
                             "not in company.ini; deliver the PDF, and record it: rcti deliveries "
                             "--sent %s --on DATE",
                             order->again, order->again);
    }
    if (is_due(delivery) && !order->to) {
        return run_error_set(error, RUN_ERROR_USAGE,
                             "%s was not sent yet: rcti send %s sends it, and --to ADDRESS to "
                             "another address",
                             order->again, text_period((char[TEXT_SIZE]){0}, order->period));
    }
    g_autoptr(GBytes) before = store_delivery_message(round->store, delivery, error);
    if (!before || !message_read(before, &head, error)) {
        return false;
    }
    const char *address = order->to ? order->to : head.to;
    delivery->attempt++;
    g_autoptr(GBytes) message = message_again(before, address, delivery->attempt, error);
    if (!message || !message_read(message, &made, error)) {
        return false;
    }
    delivery->state = DELIVERY_QUEUED;
    delivery->address = g_string_chunk_insert(sending->strings, address);
    delivery->message_id = g_string_chunk_insert(sending->strings, made.message_id);
    delivery->answer = order->reason;
    delivery->by = round->login;
    return store_delivery_add_message(round->store, delivery, message, error) &&
           store_delivery_load(round->store, order->again, &(bool){false}, delivery,
                               sending->strings, error);
}

bool delivery_record(store *store, const char *store_path, const struct store_delivery *said,
                     day on, struct store_delivery *ret_delivery, GStringChunk *strings,
                     GError **error)
{
    g_autofree char *user = run_login(error);
    if (!user || !lock_take(store_path, error) ||
        !document_find(store, said->number, ret_delivery, strings, error)) {
        return false;
    }
    if (said->state == DELIVERY_SENT && day_compare(on, ret_delivery->issue_date) < 0) {
        return run_error_set(error, RUN_ERROR_USAGE, "--on %s: %s was issued on %s",
                             text_date(TEXT_ROOM, on), said->number,
                             text_date((char[TEXT_SIZE]){0}, ret_delivery->issue_date));
    }
    ret_delivery->state = said->state;
    ret_delivery->answer = said->answer;
    ret_delivery->by = g_string_chunk_insert(strings, user);
    return store_delivery_add(store, ret_delivery, error) &&
           store_delivery_load(store, said->number, &(bool){false}, ret_delivery, strings, error);
}

/* ---- all of it ------------------------------------------------------------------------------------- */

bool send_documents(store *store, const struct send_order *given, struct sending *ret_sending,
                    GError **error)
{
    ret_sending->documents = g_array_new(FALSE, TRUE, sizeof(struct sent));
    ret_sending->strings = g_string_chunk_new(4096);
    g_auto(login) login = {0};
    g_autofree char *user = run_login(error);
    struct store_delivery again = {.issued_in = given->period};
    struct send_order order = *given;
    struct round round = {.store = store,
                          .order = &order,
                          .login = user ? g_string_chunk_insert(ret_sending->strings, user) : "",
                          .addresses =
                              g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
    bool done =
        user && lock_take(order.store_path, error) &&
        login_read(order.credentials, &login, error) &&
        (!order.again || document_find(store, order.again, &again, ret_sending->strings, error));
    order.period = again.issued_in;
    done = done && documents_load(&round, ret_sending, error) &&
           server_find(&round, ret_sending, error) &&
           interrupted_settle(&round, ret_sending, error) &&
           forgotten_settle(&round, ret_sending, error) &&
           (!order.again || again_queue(&round, ret_sending, error)) &&
           round_send(&round, &login, ret_sending, error);
    g_hash_table_unref(round.addresses);
    return done;
}
