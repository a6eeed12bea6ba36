#pragma once

#include "overlap/folder/passage.h"
#include "overlap/folder/readers.h"
#include "overlap/http/time.h"
#include "overlap/routes/pages.h"

#include <QStringList>

#include <functional>
#include <memory>

namespace overlap::folder {

// Pure. How a folder is served.
struct FolderOptions
{
    QString root{};         // it may come later, or be made anew
    bool isListed = false;  // a folder without an index.html
    QStringList fallback{}; // the way to a file for what is not there, if it may be a page; or none
    bool asksCache = true;  // reads at once what is in memory, where the system tells
};

// Any thread. Answers by what is in a folder: GET and HEAD, with conditions and ranges (RFC 9110
// §13, §14). It waits for the disk on the threads of its readers, which must outlive the calls. A
// copy shares all, as do its calls.
class Folder
{
public:
    using WallClock = std::function<http::Time()>; // since the Unix epoch; called on any thread
    Folder(FolderOptions options, Readers &readers, WallClock wallClock = systemTime);

    // `path` is what is behind the slash of the folder in the path of the request, still
    // percent-encoded. The rate holds for files; see Passage.
    void handle(net::Call &&call, QByteArrayView path, qint64 rate = 0,
                Passage::WhenEnding whenEnding = {}) const;

private:
    class Shared;
    static http::Time systemTime();

    std::shared_ptr<const Shared> m_shared;
};

} // namespace overlap::folder
