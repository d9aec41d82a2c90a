#ifndef ENGINE_RUN_DELIVER_POST_H
#define ENGINE_RUN_DELIVER_POST_H

#include "engine/run/month/setup.h"
#include "engine/store/issues/deliveries.h"

/* Messages to a mail server by SMTP (libcurl), one after another over one connection. */

/* Who may send; zero it before. */
struct login {
    char *user; /* NULL: none is needed */
    char *password;
};
void login_clear(struct login *login);
typedef struct login login;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(login, login_clear)

/* From a file that its owner alone can read, never from the command line or the environment; NULL: systemd's
 * credential smtp, if there is one. RUN_ERROR_USAGE. */
bool login_read(const char *path, struct login *login, GError **error);

struct post;
/* `server` is smtp://host:port or smtps://host:port. TLS is required unless that is this machine. Nothing is
 * connected yet. post_close it; `server` and `login` outlive it. */
struct post *post_open(const char *server, const struct login *login);
void post_close(struct post *post);

/* What became of one message. */
struct posted {
    enum delivery_state state; /* sent, refused, later or unknown */
    bool takes_nothing;        /* it came not as far as the recipient: others would fare alike */
    const char *answer;        /* of the server, or why there is none; the post's, until the next */
};
struct posted post_send(struct post *post, const char *from, const char *to, GBytes *message);

#endif
