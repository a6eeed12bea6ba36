#include "overlap/folder/delivery.h"

#include "overlap/http/date.h"

#include <chrono>

namespace overlap::folder {

using http::Status;

namespace {

using namespace std::chrono_literals;

constexpr http::Time coarsestClock = 2s; // FAT's

qint64 secondOf(http::Time time)
{
    return std::chrono::floor<std::chrono::seconds>(time).count();
}

// Each bit of it depends on each bit of both.
quint64 mixed(quint64 state, quint64 more)
{
    state = (state ^ more) * 0x9e3779b97f4a7c15;
    state = (state ^ (state >> 32)) * 0xd6e8feb86659fd93;
    return state ^ (state >> 32);
}

// Mixed, as nobody needs to know the numbers of files.
QByteArray opaqueTag(const Stamp &stamp)
{
    const quint64 what =
        mixed(mixed(mixed(1, quint64(stamp.modifiedNs)), quint64(stamp.size)), stamp.id);
    return '"' + QByteArray::number(what, 16) + '"';
}

// "bytes 0-4/10"
QByteArray contentRange(const Range &range, qint64 size)
{
    return "bytes " + QByteArray::number(range.first) + '-' + QByteArray::number(range.end() - 1) +
           '/' + QByteArray::number(size);
}

// RFC 9110 §14.6
void addParts(Delivery &delivery, const std::vector<Range> &ranges, const QByteArray &type,
              qint64 size, QByteArrayView boundary)
{
    const QByteArray line = QByteArray("--").append(boundary);
    for (const Range &range : ranges) {
        const QByteArray before = delivery.parts.empty() ? line : "\r\n" + line;
        delivery.parts.push_back({before + "\r\nContent-Type: " + type + "\r\nContent-Range: " +
                                      contentRange(range, size) + "\r\n\r\n",
                                  range});
    }
    delivery.after = "\r\n" + line + "--\r\n";
    delivery.head.headers.append("Content-Type",
                                 QByteArray("multipart/byteranges; boundary=").append(boundary));
}

} // namespace

http::Validators validatorsOf(const Stamp &stamp, http::Time now)
{
    const http::Time modified{stamp.modifiedNs};
    http::Validators validators;
    validators.tag = opaqueTag(stamp);
    if (now - modified < coarsestClock)
        validators.tag.prepend("W/");
    if (secondOf(modified) < secondOf(now))
        validators.modified = secondOf(modified);
    return validators;
}

qint64 Delivery::size() const
{
    qint64 size = after.size();
    for (const Part &part : parts)
        size += part.before.size() + part.range.size;
    return size;
}

Delivery deliveryOf(const http::Request &request, const QByteArray &type, const Stamp &stamp,
                    http::Time now, QByteArrayView boundary)
{
    const http::Validators validators = validatorsOf(stamp, now);
    const http::Precondition precondition =
        http::preconditionOf(request.method, request.headers, validators, secondOf(now));
    Delivery delivery;
    http::Headers &fields = delivery.head.headers;
    if (precondition == http::Precondition::Failed) {
        delivery.head.status = Status::PreconditionFailed;
        return delivery;
    }
    Ranges ranges;
    const auto asked = request.headers.find("Range");
    if (asked && request.headers.count("Range") == 1 && request.method == http::Method::Get &&
        precondition == http::Precondition::Holds &&
        http::wantsRanges(request.headers, validators, secondOf(now)))
        ranges = rangesOf(*asked, stamp.size);
    if (ranges.kind == Ranges::Kind::Unsatisfiable) {
        delivery.head.status = Status::RangeNotSatisfiable;
        fields.append("Content-Range", "bytes */" + QByteArray::number(stamp.size));
        return delivery;
    }
    fields.append("ETag", validators.tag);
    fields.append("Cache-Control", "no-cache"); // a browser asks each time, and may get a 304
    if (precondition == http::Precondition::NotModified) {
        delivery.head.status = Status::NotModified;
        return delivery;
    }
    if (validators.modified)
        fields.append("Last-Modified", http::dateText(*validators.modified));
    fields.append("Accept-Ranges", "bytes");
    if (ranges.parts.size() > 1) {
        delivery.head.status = Status::PartialContent;
        addParts(delivery, ranges.parts, type, stamp.size, boundary);
        return delivery;
    }
    fields.append("Content-Type", type);
    if (ranges.parts.empty()) {
        delivery.parts.push_back({{}, {0, stamp.size}});
        return delivery;
    }
    delivery.head.status = Status::PartialContent;
    fields.append("Content-Range", contentRange(ranges.parts[0], stamp.size));
    delivery.parts.push_back({{}, ranges.parts[0]});
    return delivery;
}

} // namespace overlap::folder
