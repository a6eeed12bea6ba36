// Node's WebSocket as a client: websocket.js URL. It sends messages of many sizes, prints "same" if
// they come back as they were, and "closed 4001 bye" in the end.
const sizes = [0, 1, 125, 126, 65535, 65536, 65537, 1048576];
const messages = sizes.map((size) => Uint8Array.from({ length: size }, (_, i) => (i * 7) % 251));
const socket = new WebSocket(process.argv[2]);
const received = [];
socket.binaryType = "arraybuffer";
socket.onopen = () => messages.forEach((message) => socket.send(message));
socket.onmessage = ({ data }) => {
  received.push(data);
  if (received.length < messages.length) return;
  const same = messages.every((message, i) => Buffer.compare(message, Buffer.from(received[i])) === 0);
  console.log(same ? "same" : "different");
  socket.close(4001, "bye");
};
socket.onclose = ({ code, reason }) => console.log(`closed ${code} ${reason}`);
socket.onerror = ({ message }) => console.log(`error ${message}`);
