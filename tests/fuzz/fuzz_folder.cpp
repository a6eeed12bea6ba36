// Paths into a folder, ranges of a file, dates.
#include "fuzz.h"
#include "overlap/folder/names.h"
#include "overlap/folder/openfile.h"
#include "overlap/folder/ranges.h"
#include "overlap/http/date.h"

#include <QDir>

using namespace overlap;
using namespace overlap::folder;
using overlap::fuzz::Input;
using overlap::fuzz::require;

namespace {

void fuzzPath(const QByteArray &path)
{
    const auto onWindows = wayOf(path, Names::Windows);
    const auto onUnix = wayOf(path, Names::Unix);
    require(!onWindows || onUnix == onWindows, "Windows has fewer names, and the same ways");
    if (!onUnix)
        return;
    const QString root = QStringLiteral("/root");
    QString joined = root;
    for (const QString &name : onUnix->names)
        joined += u'/' + name;
    require(QDir::cleanPath(joined) == joined, "nothing in a way leads up, or nowhere");
    require(isBelow(root, joined, Names::Unix), "a way leads to what is below");
    require(onUnix->names.isEmpty() == path.isEmpty(), "no name is lost");
    require(onUnix->isFolder == (path.isEmpty() || path.endsWith('/')), "a slash is at the end");
    for (const QString &name : onUnix->names) {
        require(!name.startsWith(u'.') && !name.contains(u'/') && !name.contains(u'\\') &&
                    !name.contains(QChar(u'\0')),
                "a name is one, and not hidden");
    }
}

void fuzzRanges(const QByteArray &field, qint64 size)
{
    const Ranges ranges = rangesOf(field, size);
    require((ranges.kind == Ranges::Kind::Partial) == !ranges.parts.empty(),
            "who asks for a part gets one");
    require(ranges.parts.size() <= std::size_t(mostRanges), "there are not too many");
    qint64 sum = 0;
    for (const Range &part : ranges.parts) {
        require(part.first >= 0 && part.size > 0 && part.size <= size - part.first,
                "a part is one of the file");
        sum += part.size;
    }
    require(sum <= size, "no byte is sent twice");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size);
    const int kind = input.byte();
    const qint64 fileSize = qint64(input.byte()) << (kind / 4 % 48);
    const QByteArray text = input.rest().toByteArray();
    switch (kind % 4) {
    case 0: fuzzPath(text); break;
    case 1: fuzzRanges(text, fileSize); break;
    case 2: fuzzRanges("bytes=" + text, fileSize); break;
    default:
        if (const auto second = http::parseDate(text, 0))
            require(http::parseDate(http::dateText(*second), 0) == second,
                    "a date is the same in the form that is sent");
    }
    return 0;
}
