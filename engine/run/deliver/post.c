#include "engine/run/deliver/post.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A server may take its time to answer to a message: ten minutes (RFC 5321, 4.5.3.2.6). */
enum { ANSWER_SIZE = 200, CONNECT_SECONDS = 30, STALL_SECONDS = 600, LOGIN_BYTES_MAX = 2000 };

/* ---- who may send --------------------------------------------------------------------------------- */

static void forget(char *text)
{
    if (text) {
        explicit_bzero(text, strlen(text));
    }
    g_free(text);
}

void login_clear(struct login *login)
{
    g_free(login->user);
    forget(login->password);
    *login = (struct login){0};
}

/* The mode is that of the file which is read, whatever its name stands for in between. */
static bool login_bytes(const char *path, char text[LOGIN_BYTES_MAX + 1], GError **error)
{
    struct stat about;
    const int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ssize_t size = -1;
    if (file >= 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode)) {
        const bool open_to_others = (about.st_mode & (S_IRWXG | S_IRWXO)) != 0;
        size = open_to_others ? 0 : read(file, text, LOGIN_BYTES_MAX);
        if (open_to_others) {
            run_error_set(error, RUN_ERROR_USAGE,
                          "%s: others can read it: chmod 600 it, and change the password", path);
        }
        close(file);
        text[MAX(size, 0)] = '\0';
        return !open_to_others && (size >= 0 || run_error_set(error, RUN_ERROR_USAGE,
                                                              "%s: cannot read the credentials: %s",
                                                              path, g_strerror(errno)));
    }
    run_error_set(error, RUN_ERROR_USAGE, "%s: cannot read the credentials: %s", path,
                  file < 0 ? g_strerror(errno) : "it is no file");
    if (file >= 0) {
        close(file);
    }
    return false;
}

static bool login_parse(const char *path, const char *text, struct login *login, GError **error)
{
    char **lines = g_strsplit(text, "\n", 3);
    const bool both = lines[0] && lines[1];
    if (both) {
        g_strchomp(lines[0]);
        login->user = g_strdup(lines[0]);
        login->password = g_strdup(g_strdelimit(lines[1], "\r", '\0'));
    }
    for (size_t i = 0; lines[i]; i++) {
        forget(lines[i]);
    }
    g_free(lines);
    return (both && login->user[0] != '\0' && login->password[0] != '\0') ||
           run_error_set(error, RUN_ERROR_USAGE,
                         "%s: has not the user on its first line and the password on its second",
                         path);
}

bool login_read(const char *path, struct login *login, GError **error)
{
    char text[LOGIN_BYTES_MAX + 1];
    const char *directory = g_getenv("CREDENTIALS_DIRECTORY");
    g_autofree char *of_system = directory ? g_build_filename(directory, "smtp", NULL) : NULL;
    if (!path && of_system && g_file_test(of_system, G_FILE_TEST_EXISTS)) {
        path = of_system;
    }
    if (!path) {
        return true;
    }
    const bool done = login_bytes(path, text, error) && login_parse(path, text, login, error);
    explicit_bzero(text, sizeof text);
    return done;
}

/* ---- the server ----------------------------------------------------------------------------------- */

struct post {
    CURL *curl;
    const char *server;
    char answer[ANSWER_SIZE];  /* to the newest command */
    char why[CURL_ERROR_SIZE]; /* libcurl's, where it is no answer */
    const char *at;            /* what is left of the message */
    size_t left;
    bool of_recipient; /* it was asked about the recipient, or after that */
    bool parting;      /* what it says now is no answer any more */
};

/* The answer as people read it: printable, and without an end of line. */
static size_t answer_take(char *line, size_t size, size_t count, void *data)
{
    struct post *post = data;
    if (post->parting) {
        return size * count;
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

static bool begins_with(const char *bytes, size_t size, const char *word)
{
    const size_t length = strlen(word);
    return size >= length && memcmp(bytes, word, length) == 0;
}

/* How far it came. */
static int command_watch(CURL *curl, curl_infotype kind, char *bytes, size_t size, void *data)
{
    struct post *post = data;
    (void)curl;
    if (kind == CURLINFO_HEADER_OUT) {
        post->of_recipient = post->of_recipient || begins_with(bytes, size, "RCPT ");
        post->parting = begins_with(bytes, size, "QUIT");
    }
    return 0;
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

struct post *post_open(const char *server, const struct login *login)
{
    struct post *post = g_new0(struct post, 1);
    post->curl = curl_easy_init();
    post->server = server;
    CHECK(post->curl);
    curl_easy_setopt(post->curl, CURLOPT_URL, server);
    curl_easy_setopt(post->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(post->curl, CURLOPT_USE_SSL,
                     (long)(server_is_here(server) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
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
    curl_easy_setopt(post->curl, CURLOPT_ERRORBUFFER, post->why);
    curl_easy_setopt(post->curl, CURLOPT_VERBOSE, 1L); /* for what is watched; it prints nothing */
    curl_easy_setopt(post->curl, CURLOPT_DEBUGFUNCTION, command_watch);
    curl_easy_setopt(post->curl, CURLOPT_DEBUGDATA, post);
    if (login->user) {
        curl_easy_setopt(post->curl, CURLOPT_USERNAME, login->user);
        curl_easy_setopt(post->curl, CURLOPT_PASSWORD, login->password);
    }
    return post;
}

void post_close(struct post *post)
{
    if (post) {
        curl_easy_cleanup(post->curl);
        g_free(post);
    }
}

/* In 354 it asked for the message, and after that nothing is known but by its answer (RFC 1047). A refusal
 * before it was asked about the recipient (a wrong password, a sender that it does not know) says nothing of
 * this message. */
static struct posted post_judge(struct post *post, CURLcode result)
{
    enum { ASKED_FOR = 354, KIND = 100, NOT_NOW = 4, FOR_EVER = 5 };
    long code = 0;
    curl_easy_getinfo(post->curl, CURLINFO_RESPONSE_CODE, &code);
    const bool refused = code / KIND == FOR_EVER;
    const bool cut = result == CURLE_RECV_ERROR || result == CURLE_SEND_ERROR;
    if (result != CURLE_OK && !refused && code / KIND != NOT_NOW) {
        g_snprintf(post->answer, sizeof post->answer, "%s%s",
                   code == ASKED_FOR ? "no answer came after the message: " : "",
                   post->why[0] != '\0' && !cut ? post->why : curl_easy_strerror(result));
    }
    return (struct posted){.state = result == CURLE_OK              ? DELIVERY_SENT
                                    : code == ASKED_FOR             ? DELIVERY_UNKNOWN
                                    : refused && post->of_recipient ? DELIVERY_REFUSED
                                                                    : DELIVERY_LATER,
                           .takes_nothing = result != CURLE_OK && !post->of_recipient,
                           .answer = post->answer};
}

static struct posted post_try(struct post *post, GBytes *message)
{
    post->answer[0] = '\0';
    post->why[0] = '\0';
    post->at = g_bytes_get_data(message, &post->left);
    post->of_recipient = false;
    post->parting = false;
    return post_judge(post, curl_easy_perform(post->curl));
}

struct posted post_send(struct post *post, const char *from, const char *to, GBytes *message)
{
    long connections = 0;
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    curl_easy_setopt(post->curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(post->curl, CURLOPT_MAIL_RCPT, recipients);
    struct posted posted = post_try(post, message);
    curl_easy_getinfo(post->curl, CURLINFO_NUM_CONNECTS, &connections);
    if (posted.takes_nothing && connections == 0) {
        /* A server takes so many over one connection, or waits so long, and then ends it. */
        curl_easy_setopt(post->curl, CURLOPT_FRESH_CONNECT, 1L);
        posted = post_try(post, message);
        curl_easy_setopt(post->curl, CURLOPT_FRESH_CONNECT, 0L);
    }
    curl_easy_setopt(post->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    return posted;
}
