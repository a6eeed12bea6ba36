#pragma once

#include <QByteArray>

#include <optional>

namespace overlap::net {

// Any thread. The same bytes. Where the platform can, their memory is a file without a name, which
// is never closed, and from which the kernel sends without a copy: for bytes that many answers
// share.
QByteArray inFile(const QByteArray &bytes);

// Where bytes lie in such a file.
struct FileRange
{
    int file;
    qint64 offset;
    qsizetype size;
};

// Any thread. Nothing if they lie elsewhere, or are so few that copying them costs less.
std::optional<FileRange> findFileRange(QByteArrayView bytes);
inline std::optional<FileRange> fileRangeOf(QByteArrayView bytes)
{
    constexpr qsizetype copiedBelow = 8 * 1024;
    return bytes.size() < copiedBelow ? std::nullopt : findFileRange(bytes);
}

// Any thread. Like ::send() of the range, with errno; it does not block, and raises no signal.
qint64 sendRange(int socket, const FileRange &range);

} // namespace overlap::net
