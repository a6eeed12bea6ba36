#pragma once

#include "overlap/folder/delivery.h"
#include "overlap/folder/openfile.h"
#include "overlap/folder/passage.h"
#include "overlap/folder/readers.h"

#include <memory>

namespace overlap::folder {

// Any thread, one at a time. A file on its way to a client. What goes on later shares it. It reads
// a piece when there is room for one, so that a large file needs little memory.
class Sending : public std::enable_shared_from_this<Sending>
{
public:
    Sending(OpenFile file, Delivery delivery, Readers &readers, std::shared_ptr<Passage> passage);

    // A file that has become shorter ends the answer, cut short; of one that has become longer the
    // client gets what it was told. Where this thread may not wait for the disk, it reads what is
    // in memory, and leaves the rest to the readers.
    using Wait = OpenFile::Wait;
    void begin(net::Call &&call, Wait wait);

private:
    void sendWhole(net::Call &&call, Wait wait);
    void goOn(net::Stream &&stream, Wait wait);
    void give(net::Stream &&stream, const QByteArray &bytes);
    QByteArray take(qint64 most, Wait wait);
    bool isDone() const { return m_part == m_delivery.parts.size(); }

    OpenFile m_file;
    Delivery m_delivery;
    Readers &m_readers;
    const std::shared_ptr<Passage> m_passage;
    std::size_t m_part = 0; // of which the next bytes are
    QByteArray m_whole;     // what has been read of a body that is sent as a whole
    bool m_isCut = false;
};

} // namespace overlap::folder
