// Gives each file named on the command line, or in a folder named there, to the target: the corpus
// is tested with every compiler, also where there is no fuzzer.
#include "fuzz.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

static bool replay(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        std::fprintf(stderr, "can't read %s\n", qPrintable(path));
        return false;
    }
    const QByteArray bytes = file.readAll();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(bytes.constData()),
                           std::size_t(bytes.size()));
    return true;
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; ++i) {
        const QString path = QString::fromLocal8Bit(argv[i]);
        if (!QFileInfo(path).isDir()) {
            count += replay(path);
            continue;
        }
        for (QDirIterator files(path, QDir::Files); files.hasNext();)
            count += replay(files.next());
    }
    std::printf("%d inputs replayed\n", count);
    return count == 0;
}
