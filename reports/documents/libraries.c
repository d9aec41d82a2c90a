#include "reports/documents/libraries.h"

#include <gmime/gmime.h>
#include <hb.h>
#include <hpdf.h>
#include <libdeflate.h>
#include <png.h>
#include <xlsxwriter.h>
#include <zlib.h>

char *libraries_used(const struct fonts *fonts)
{
    g_autofree char *font = fonts_identity(fonts);
    return g_strdup_printf("libharu %s, libxlsxwriter %s, HarfBuzz %s, libdeflate %s, zlib %s, "
                           "libpng %s, GMime %u.%u.%u, %s",
                           HPDF_GetVersion(), lxw_version(), hb_version_string(),
                           LIBDEFLATE_VERSION_STRING, zlibVersion(), png_get_libpng_ver(NULL),
                           gmime_major_version, gmime_minor_version, gmime_micro_version, font);
}
