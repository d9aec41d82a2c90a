#include "engine/run/deliver/send.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "reports/mail/message.h"
#include "reports/text.h"

enum { ANSWER_SIZE = 200, CONNECT_SECONDS = 30, STALL_SECONDS = 120 };

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
        return run_error_set(error, RUN_ERROR_USAGE,
                             "another rcti send is under way with %s: wait until it has ended",
                             store_path);
    }
    return true; /* cppcheck-suppress resourceLeak */
}

/* ---- who may send --------------------------------------------------------------------------------- */

struct login {
    char *user; /* NULL: none is needed */
    char *password;
};

static void login_clear(struct login *login)
{
    g_free(login->user);
    if (login->password) {
        explicit_bzero(login->password, strlen(login->password));
    }
    g_free(login->password);
}
typedef struct login login;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(login, login_clear)

/* From a file that its owner alone can read; never from the command line or the environment. */
static bool login_read(const char *path, struct login *login, GError **error)
{
    g_autofree char *text = NULL;
    GStatBuf status;
    if (g_stat(path, &status) != 0 || !g_file_get_contents(path, &text, NULL, NULL)) {
        return run_error_set(error, RUN_ERROR_USAGE, "%s: cannot read the credentials", path);
    }
    if ((status.st_mode & 077) != 0) {
        return run_error_set(error, RUN_ERROR_USAGE,
                             "%s: others can read it: chmod 600 it, and change the password", path);
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", 3);
    explicit_bzero(text, strlen(text));
    if (!lines[0] || !lines[1] || lines[0][0] == '\0' || lines[1][0] == '\0') {
        return run_error_set(error, RUN_ERROR_USAGE,
                             "%s: has not the user on its first line and the password on its "
                             "second",
                             path);
    }
    login->user = g_strdup(g_strchomp(lines[0]));
    login->password = g_strdup(g_strchomp(lines[1]));
    explicit_bzero(lines[1], strlen(lines[1]));
    return true;
}

static bool login_find(const struct send_order *order, struct login *login, GError **error)
{
    const char *directory = g_getenv("CREDENTIALS_DIRECTORY");
    g_autofree char *of_system = directory ? g_build_filename(directory, "smtp", NULL) : NULL;
    const char *path = order->credentials ? order->credentials
                       : of_system && g_file_test(of_system, G_FILE_TEST_EXISTS) ? of_system
                                                                                 : NULL;
    return !path || login_read(path, login, error);
}

/* ---- the server ----------------------------------------------------------------------------------- */

struct post {
    CURL *curl;
    const char *server;
    char answer[ANSWER_SIZE]; /* the newest line that it said */
    const char *at;           /* what is left of the message */
    size_t left;
};

/* The answer as people read it: printable, and without an end of line. */
static size_t answer_take(char *line, size_t size, size_t count, void *data)
{
    struct post *post = data;
    if (strchr("45", post->answer[0]) && post->answer[0] != '\0') {
        return size * count; /* what refused it is kept, whatever is said in parting */
    }
    const size_t length = MIN(size * count, sizeof post->answer - 1);
    memcpy(post->answer, line, length);
    post->answer[length] = '\0';
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isprint(post->answer[i])) {
            post->answer[i] = ' ';
        }
    }
    g_strchomp(post->answer);
    return size * count;
}

static size_t message_give(char *buffer, size_t size, size_t count, void *data)
{
    struct post *post = data;
    const size_t given = MIN(size * count, post->left);
    memcpy(buffer, post->at, given);
    post->at += given;
    post->left -= given;
    return given;
}

/* Who talks to a program on this machine tells nobody else. */
static bool server_is_here(const char *server)
{
    const char *host = strstr(server, "://");
    host = host ? host + 3 : server;
    const size_t length = strcspn(host, ":/");
    static const char *const here[] = {"localhost", "127.0.0.1"};
    for (size_t i = 0; i < G_N_ELEMENTS(here); i++) {
        if (strlen(here[i]) == length && g_ascii_strncasecmp(host, here[i], length) == 0) {
            return true;
        }
    }
    return false;
}

static void post_open(struct post *post, const struct login *login)
{
    post->curl = curl_easy_init();
    CHECK(post->curl);
    curl_easy_setopt(post->curl, CURLOPT_URL, post->server);
    curl_easy_setopt(post->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(post->curl, CURLOPT_USE_SSL,
                     (long)(server_is_here(post->server) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(post->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(post->curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(post->curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(post->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(post->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)STALL_SECONDS);
    curl_easy_setopt(post->curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(post->curl, CURLOPT_READFUNCTION, message_give);
    curl_easy_setopt(post->curl, CURLOPT_READDATA, post);
    curl_easy_setopt(post->curl, CURLOPT_HEADERFUNCTION, answer_take);
    curl_easy_setopt(post->curl, CURLOPT_HEADERDATA, post);
    if (login->user) {
        curl_easy_setopt(post->curl, CURLOPT_USERNAME, login->user);
        curl_easy_setopt(post->curl, CURLOPT_PASSWORD, login->password);
    }
}

/* What the server made of it. In 354 it asked for the message, and after that nothing is known but by its
 * answer (RFC 1047). *ret_server: whether one answered at all. */
static enum delivery_state post_send(struct post *post, const struct message_read *head,
                                     GBytes *message, bool *ret_server)
{
    enum { ASKED_FOR = 354, KIND = 100, FOR_EVER = 5 };
    long code = 0;
    post->answer[0] = '\0';
    post->at = g_bytes_get_data(message, &post->left);
    struct curl_slist *to = curl_slist_append(NULL, head->to);
    curl_easy_setopt(post->curl, CURLOPT_MAIL_FROM, head->from);
    curl_easy_setopt(post->curl, CURLOPT_MAIL_RCPT, to);
    const CURLcode result = curl_easy_perform(post->curl);
    curl_easy_getinfo(post->curl, CURLINFO_RESPONSE_CODE, &code);
    curl_easy_setopt(post->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(to);
    *ret_server = code != 0;
    if (result != CURLE_OK && (post->answer[0] == '\0' || code == ASKED_FOR || code == 0)) {
        g_snprintf(post->answer, sizeof post->answer, "%s", curl_easy_strerror(result));
    }
    return result == CURLE_OK        ? DELIVERY_SENT
           : code == ASKED_FOR       ? DELIVERY_UNKNOWN
           : code / KIND == FOR_EVER ? DELIVERY_REFUSED
                                     : DELIVERY_LATER;
}

/* ---- one document ---------------------------------------------------------------------------------- */

struct round {
    store *store;
    const struct send_order *order;
    struct post post;
    const char *login;     /* the system's user */
    GHashTable *addresses; /* number -> address (both owned), of the issue of: */
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

/* Read back before it is sent: this document, for its partner. */
static bool message_check(const struct store_delivery *delivery, const char *address,
                          GBytes *message, struct message_read *head, GError **error)
{
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
            : NULL;
    return !wrong || run_error_set(error, RUN_ERROR_DEFECT,
                                   "%s: nothing more was sent: the message that is kept is not "
                                   "right: %s",
                                   delivery->number, wrong);
}

static bool step_add(const struct round *round, struct store_delivery *delivery,
                     enum delivery_state state, const char *answer, GStringChunk *strings,
                     GError **error)
{
    delivery->state = state;
    delivery->answer = g_string_chunk_insert(strings, answer);
    delivery->by = round->login;
    return store_delivery_add(round->store, delivery, error);
}

/* The message of the document is sent; it is committed first that it is tried. */
static bool document_send(struct round *round, struct sent *sent, struct sending *sending,
                          GError **error)
{
    struct store_delivery *delivery = &sent->delivery;
    g_autoptr(GBytes) message = addresses_load(round, delivery->seq, error)
                                    ? store_delivery_message(round->store, delivery, error)
                                    : NULL;
    const char *address = g_hash_table_lookup(round->addresses, delivery->number);
    g_auto(message_contents) head = {0};
    if (!message || !message_check(delivery, address, message, &head, error)) {
        return false;
    }
    sent->tried = true;
    delivery->address = g_string_chunk_insert(sending->strings, head.to);
    delivery->message_id = g_string_chunk_insert(sending->strings, head.message_id);
    if (round->order->dry_run) {
        return true;
    }
    bool answered = false;
    if (!step_add(round, delivery, DELIVERY_SENDING, "", sending->strings, error)) {
        return false;
    }
    const enum delivery_state state = post_send(&round->post, &head, message, &answered);
    if (state == DELIVERY_LATER && !answered) {
        sending->stopped = g_strdup_printf("%s: %s", round->post.server, round->post.answer);
    }
    return step_add(round, delivery, state, round->post.answer, sending->strings, error);
}

/* ---- all of them ----------------------------------------------------------------------------------- */

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
            (!order->number || strcmp(order->number, sent.delivery.number) == 0) &&
            (!order->partner_id || strcmp(order->partner_id, sent.delivery.partner_id) == 0)) {
            g_array_append_val(sending->documents, sent);
        }
    }
    return deliveries->len > 0 ||
           run_error_set(error, RUN_ERROR_USAGE,
                         "nothing of that month was issued: a draft cannot be sent");
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

/* company.ini of the newest import of the period. */
static bool server_find(struct round *round, struct sending *sending, GError **error)
{
    const struct send_order *order = round->order;
    struct store_view view = {.period = order->period};
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct ini_row));
    struct company_settings company;
    if (order->server) {
        round->post.server = order->server;
        return true;
    }
    if (!store_newest_batch(round->store, &view.batch, error) ||
        !store_rows_load(round->store, &view, INPUT_COMPANY, rows, sending->strings, error)) {
        return false;
    }
    company_from_rows(rows, sending->strings, &company);
    round->post.server = company.mail.server;
    return round->post.server[0] != '\0' || order->dry_run ||
           run_error_set(error, RUN_ERROR_USAGE,
                         "no mail server is named: write server = smtp://host:587 into [mail] of "
                         "company.ini, or say --server URL");
}

static bool round_send(struct round *round, const struct login *login, struct sending *sending,
                       GError **error)
{
    bool done = true;
    if (!round->order->dry_run) {
        post_open(&round->post, login);
    }
    for (guint i = 0; i < sending->documents->len && done && !sending->stopped; i++) {
        struct sent *sent = &g_array_index(sending->documents, struct sent, i);
        done = !is_due(&sent->delivery) || document_send(round, sent, sending, error);
    }
    curl_easy_cleanup(round->post.curl);
    return done;
}

bool send_documents(store *store, const struct send_order *order, struct sending *ret_sending,
                    GError **error)
{
    ret_sending->documents = g_array_new(FALSE, TRUE, sizeof(struct sent));
    ret_sending->strings = g_string_chunk_new(4096);
    g_auto(login) login = {0};
    g_autofree char *user = run_login(error);
    struct round round = {.store = store,
                          .order = order,
                          .login = user ? g_string_chunk_insert(ret_sending->strings, user) : "",
                          .addresses =
                              g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
    const bool done =
        user && lock_take(order->store_path, error) && login_find(order, &login, error) &&
        documents_load(&round, ret_sending, error) && server_find(&round, ret_sending, error) &&
        interrupted_settle(&round, ret_sending, error) &&
        round_send(&round, &login, ret_sending, error);
    g_hash_table_unref(round.addresses);
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

bool send_again(store *store, const char *number, const char *to, const char *reason,
                struct store_delivery *ret_delivery, GStringChunk *strings, GError **error)
{
    g_autofree char *user = run_login(error);
    g_auto(message_contents) head = {0};
    if (!user || !document_find(store, number, ret_delivery, strings, error)) {
        return false;
    }
    if (ret_delivery->message_row == 0) {
        return run_error_set(error, RUN_ERROR_USAGE,
                             "%s has no message: its issue had no address for it, or [mail] was "
                             "not in company.ini; deliver the PDF, and record it: rcti deliveries "
                             "--sent %s --on DATE",
                             number, number);
    }
    if (is_due(ret_delivery)) {
        return run_error_set(error, RUN_ERROR_USAGE, "%s was not sent yet: rcti send %s sends it",
                             number, text_period(TEXT_ROOM, ret_delivery->issued_in));
    }
    g_autoptr(GBytes) before = store_delivery_message(store, ret_delivery, error);
    if (!before || !message_read(before, &head, error)) {
        return false;
    }
    const char *address = to ? to : head.to;
    ret_delivery->attempt++;
    g_autoptr(GBytes) message = message_again(before, address, ret_delivery->attempt, error);
    g_auto(message_contents) made = {0};
    if (!message || !message_read(message, &made, error)) {
        return false;
    }
    ret_delivery->state = DELIVERY_QUEUED;
    ret_delivery->address = g_string_chunk_insert(strings, address);
    ret_delivery->message_id = g_string_chunk_insert(strings, made.message_id);
    ret_delivery->answer = g_string_chunk_insert(strings, reason);
    ret_delivery->by = g_string_chunk_insert(strings, user);
    return store_delivery_add_message(store, ret_delivery, message, error);
}

bool delivery_record(store *store, const char *number, enum delivery_state state, const char *said,
                     struct store_delivery *ret_delivery, GStringChunk *strings, GError **error)
{
    g_autofree char *user = run_login(error);
    if (!user || !document_find(store, number, ret_delivery, strings, error)) {
        return false;
    }
    ret_delivery->state = state;
    ret_delivery->answer = g_string_chunk_insert(strings, said);
    ret_delivery->by = g_string_chunk_insert(strings, user);
    return store_delivery_add(store, ret_delivery, error);
}
