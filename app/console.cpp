#include "app/console.h"

namespace overlap::app {

bool print(std::FILE *file, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    const std::size_t written = std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), file);
    return written == std::size_t(bytes.size()) && std::fflush(file) == 0;
}

} // namespace overlap::app
