// Runs a fuzz target on each file of the command line, and on all files of folders there. So every
// compiler tests the corpus, also without libFuzzer.
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
