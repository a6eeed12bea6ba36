#include "overlap/net/filebytes.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <functional>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

namespace overlap::net {

namespace {

struct Mapping
{
    int file;
    const char *begin;
    qsizetype size;
    const Mapping *next;
};

// Mappings stay, so a reader needs no lock.
constinit std::atomic<const Mapping *> newest = nullptr;

// sendfile() has no MSG_NOSIGNAL: a client that has gone would end the program.
class WithoutPipeSignal
{
public:
    WithoutPipeSignal()
    {
        sigemptyset(&m_pipe);
        sigaddset(&m_pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~WithoutPipeSignal()
    {
        if (sigismember(&m_before, SIGPIPE) == 1)
            return;
        const int error = errno;
        const timespec atOnce{};
        if (error == EPIPE)
            ::sigtimedwait(&m_pipe, nullptr, &atOnce);
        ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
        errno = error;
    }
    Q_DISABLE_COPY_MOVE(WithoutPipeSignal)

private:
    sigset_t m_pipe{};
    sigset_t m_before{};
};

} // namespace

QByteArray inFile(const QByteArray &bytes)
{
    const auto size = std::size_t(bytes.size());
    const int file = ::memfd_create("overlap", MFD_CLOEXEC);
    void *const memory = file >= 0 && ::ftruncate(file, off_t(size)) == 0
                             ? ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
                             : MAP_FAILED;
    if (memory == MAP_FAILED) {
        if (file >= 0)
            ::close(file);
        return bytes;
    }
    std::memcpy(memory, bytes.data(), size);
    ::mprotect(memory, size, PROT_READ);
    const auto *const begin = static_cast<const char *>(memory);
    auto *const mapping = new Mapping{file, begin, bytes.size(), newest.load()};
    while (!newest.compare_exchange_weak(mapping->next, mapping))
        ;
    return QByteArray::fromRawData(begin, bytes.size());
}

std::optional<FileRange> findFileRange(QByteArrayView bytes)
{
    for (const Mapping *at = newest.load(std::memory_order_acquire); at; at = at->next) {
        const std::less<> before; // of any two pointers
        if (!before(bytes.data(), at->begin) && before(bytes.data(), at->begin + at->size))
            return FileRange{at->file, bytes.data() - at->begin, bytes.size()};
    }
    return {};
}

qint64 sendRange(int socket, const FileRange &range)
{
    const WithoutPipeSignal guard;
    off_t offset = range.offset;
    return ::sendfile(socket, range.file, &offset, std::size_t(range.size));
}

} // namespace overlap::net
