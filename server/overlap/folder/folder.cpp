#include "overlap/folder/folder.h"

#include "overlap/folder/delivery.h"
#include "overlap/folder/listing.h"
#include "overlap/folder/openfile.h"
#include "overlap/folder/sending.h"
#include "overlap/folder/types.h"

#include <QRandomGenerator>

#include <chrono>
#include <optional>
#include <utility>

namespace overlap::folder {

using namespace Qt::StringLiterals;
using http::Method;
using http::Status;

namespace {

constexpr QByteArrayView methods = "GET, HEAD, OPTIONS";

// Behind its last slash: "b" of "/a/b".
QByteArrayView lastOf(QByteArrayView path)
{
    return path.sliced(path.lastIndexOf('/') + 1);
}

// With its question mark.
QByteArrayView queryOf(QByteArrayView target)
{
    const qsizetype mark = target.indexOf('?');
    return mark < 0 ? QByteArrayView() : target.sliced(mark);
}

// Relative, so that it holds behind any prefix; and not for ever, as another folder may be served
// here tomorrow.
http::Response toTheSlash(const http::Request &request)
{
    http::Response response;
    response.status = Status::TemporaryRedirect;
    response.headers.append(
        "Location",
        QByteArray("./").append(lastOf(request.path)).append('/').append(queryOf(request.target)));
    return response;
}

// A script or a picture that is missing must not look like a page.
bool mayBePage(const http::Request &request)
{
    if (!lastOf(request.path).contains('.'))
        return true;
    bool asks = false;
    for (const auto &[name, value] : request.headers)
        asks = asks || (http::equalsIgnoringCase(name, "Accept") && value.contains("text/html"));
    return asks;
}

// No file has it by chance.
QByteArray newBoundary()
{
    auto *const random = QRandomGenerator::global();
    return QByteArray::number(random->generate64(), 16) + '-' +
           QByteArray::number(random->generate64(), 16);
}

} // namespace

class Folder::Shared
{
public:
    Shared(FolderOptions options, Readers &readers, WallClock wallClock)
        : m_options(std::move(options))
        , m_readers(readers)
        , m_wallClock(std::move(wallClock))
    {
    }

    Readers &readers() const { return m_readers; }
    std::optional<http::Response> ownAnswer(const http::Request &request) const;
    http::Response missing() const;
    bool answerAtOnce(net::Call &call, const Way &way,
                      const std::shared_ptr<Passage> &passage) const;
    void answer(net::Call &&call, const Way &way, const std::shared_ptr<Passage> &passage) const;

private:
    http::Response list(const http::Request &request, const QStringList &names,
                        const QString &folder) const;
    void deliver(net::Call &&call, OpenFile &&file, const QByteArray &type, OpenFile::Wait wait,
                 const std::shared_ptr<Passage> &passage) const;

    const FolderOptions m_options;
    Readers &m_readers;
    const WallClock m_wallClock;
    const routes::Pages m_pages;
};

// Nothing: it depends on a file.
std::optional<http::Response> Folder::Shared::ownAnswer(const http::Request &request) const
{
    http::Response response;
    switch (request.method) {
    case Method::Get:
    case Method::Head: return std::nullopt;
    case Method::Options: response.status = Status::NoContent; break;
    default: response = m_pages.error(Status::MethodNotAllowed, "A file can only be read."); break;
    }
    response.headers.append("Allow", methods);
    return response;
}

http::Response Folder::Shared::missing() const
{
    return m_pages.error(Status::NotFound, "There is nothing at this address.");
}

http::Response Folder::Shared::list(const http::Request &request, const QStringList &names,
                                    const QString &folder) const
{
    NotOpened why{};
    const auto root = openBelow(m_options.root, {}, why);
    if (!root)
        return missing();
    const QByteArrayView query = queryOf(request.target);
    const Order order = orderFrom(query.sliced(query.isEmpty() ? 0 : 1));
    Listing listing = listingOf(root->path, folder);
    sort(listing.entries, order);
    return routes::Pages::filled(u"listing.html"_s, {{"heading", headingOf(names)},
                                                     {"columns", columnsOf(order)},
                                                     {"rows", rowsOf(listing, !names.isEmpty())}});
}

// False: the disk has to be waited for, or there is more to it than a file. Then the call is as it
// was.
bool Folder::Shared::answerAtOnce(net::Call &call, const Way &way,
                                  const std::shared_ptr<Passage> &passage) const
{
    QStringList names = way.names;
    if (way.isFolder)
        names += u"index.html"_s;
    const QByteArray type = knownTypeOf(names.last());
    if (!m_options.asksCache || type.isEmpty())
        return false;
    std::optional<OpenFile> opened = openCached(m_options.root, names);
    if (!opened)
        return false;
    deliver(std::move(call), *std::move(opened), type, OpenFile::Wait::Never, passage);
    return true;
}

void Folder::Shared::answer(net::Call &&call, const Way &way,
                            const std::shared_ptr<Passage> &passage) const
{
    const http::Request &request = call.request();
    QStringList names = way.names;
    NotOpened why{};
    std::optional<OpenFile> opened = openBelow(m_options.root, names, why);
    if (opened && opened->isFolder()) {
        if (!request.path.endsWith('/'))
            return passage->send(std::move(call), toTheSlash(request));
        names += u"index.html"_s;
        const QString folder = std::exchange(opened, openBelow(m_options.root, names, why))->path;
        if (m_options.isListed && (!opened || opened->isFolder()))
            return passage->send(std::move(call), list(request, way.names, folder));
    } else if (opened && way.isFolder) {
        opened.reset(); // a file has nothing below it
    }
    if ((!opened || opened->isFolder()) && why == NotOpened::Missing &&
        !m_options.fallback.isEmpty() && mayBePage(request)) {
        names = m_options.fallback;
        opened = openBelow(m_options.root, names, why);
    }
    if (opened && !opened->isFolder())
        return deliver(std::move(call), *std::move(opened), typeOf(names.last()),
                       OpenFile::Wait::Allowed, passage);
    passage->send(std::move(call),
                  why == NotOpened::Failed
                      ? m_pages.error(Status::ServiceUnavailable,
                                      "The file can't be opened now. Try again later.")
                      : missing());
}

void Folder::Shared::deliver(net::Call &&call, OpenFile &&file, const QByteArray &type,
                             OpenFile::Wait wait, const std::shared_ptr<Passage> &passage) const
{
    Delivery delivery =
        deliveryOf(call.request(), type, file.stamp, m_wallClock(),
                   call.request().headers.find("Range") ? newBoundary() : QByteArray());
    http::Response &head = delivery.head;
    if (head.status == Status::PreconditionFailed || head.status == Status::RangeNotSatisfiable) {
        http::Response page =
            m_pages.error(head.status, head.status == Status::PreconditionFailed
                                           ? "The file is not as the request wants it."
                                           : "The file has no bytes there.");
        for (const auto &field : head.headers)
            page.headers.append(field.name, field.value);
        return passage->send(std::move(call), std::move(page));
    }
    file.asksCache = m_options.asksCache;
    std::make_shared<Sending>(std::move(file), std::move(delivery), m_readers, passage)
        ->begin(std::move(call), wait);
}

Folder::Folder(FolderOptions options, Readers &readers, WallClock wallClock)
    : m_shared(std::make_shared<const Shared>(std::move(options), readers, std::move(wallClock)))
{
}

http::Time Folder::systemTime()
{
    return std::chrono::system_clock::now().time_since_epoch();
}

void Folder::handle(net::Call &&call, QByteArrayView path, qint64 rate,
                    Passage::WhenEnding whenEnding) const
{
    const auto passage = std::make_shared<Passage>(rate, std::move(whenEnding));
    if (auto own = m_shared->ownAnswer(call.request()))
        return passage->send(std::move(call), *std::move(own));
    const std::optional<Way> way = wayOf(path, ownNames());
    if (!way)
        return passage->send(std::move(call), m_shared->missing());
    if (m_shared->answerAtOnce(call, *way, passage))
        return;
    m_shared->readers().run(std::move(call),
                            [shared = m_shared, way = *way, passage](net::Call &&next) {
                                shared->answer(std::move(next), way, passage);
                            });
}

} // namespace overlap::folder
