#pragma once

#include "overlap/folder/openfile.h"
#include "overlap/folder/ranges.h"
#include "overlap/http/conditions.h"
#include "overlap/http/request.h"
#include "overlap/http/response.h"
#include "overlap/http/time.h"

#include <vector>

namespace overlap::folder {

// Pure. Of a file at a time, both since the Unix epoch. The tag is weak for as long as the file may
// change without a change of its stamp: clocks of file systems tick up to every two seconds. There
// is no date as long as its second may bring another change (RFC 9110 §8.8.1, §8.8.2.2).
http::Validators validatorsOf(const Stamp &stamp, http::Time now);

// Pure. What a request gets of a file. The head says all but the length, which is that of the body.
struct Delivery
{
    struct Part
    {
        QByteArray before; // bytes that come before those of the file
        Range range;
    };
    http::Response head{};     // 200, 206 or 304; 412 and 416 want a page
    std::vector<Part> parts{}; // also of HEAD, which gets none of them
    QByteArray after{};
    qint64 size() const; // bytes
};

// Pure. The answer to GET and HEAD (RFC 9110 §13, §14). `boundary` separates several ranges, and
// must not be in the file.
Delivery deliveryOf(const http::Request &request, const QByteArray &type, const Stamp &stamp,
                    http::Time now, QByteArrayView boundary);

} // namespace overlap::folder
