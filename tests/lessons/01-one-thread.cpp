#include "lesson.h"

//! [shown]
void answerEach(QTcpServer &server)
{
    while (server.waitForNewConnection(-1)) {
        const Client client(server.nextPendingConnection());
        client->waitForReadyRead(-1); //! reading head
        if (pathOf(client) == "/")
            client->write(ok("hello")); //! running
        else
            client->write(notFound());
        client->disconnectFromHost();
        client->waitForDisconnected(); //! writing
    } // only now is the next connection accepted
}
//! [shown]

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    QTcpServer server;
    server.setMaxPendingConnections(
        1); // it accepts no more
    if (!listen(server))
        return 1;
    answerEach(server);
}
