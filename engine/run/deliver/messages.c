#include "engine/run/deliver/messages.h"

#include "reports/output_file.h"

bool message_write(const struct document *document, const struct mail_settings *settings,
                   GBytes *pdf, const char *directory, output_hashes *hashes, GError **error)
{
    const struct document_content content = document_content_of(document);
    const char *to = document_address(document);
    if (document->run->draft || settings->subject[0] == '\0' || to[0] == '\0') {
        return true;
    }
    g_autofree char *place = g_strconcat("mail/", content.number, ".eml", NULL);
    g_autofree char *path = g_build_filename(directory, place, NULL);
    g_autoptr(GBytes) bytes = message_make(document, settings, to, pdf, error);
    gsize size = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    if (!bytes || !output_folder_make(directory, "mail", error) ||
        !output_file_write(path, data, size, error)) {
        return false;
    }
    output_hashes_put(hashes, place, bytes);
    return true;
}
