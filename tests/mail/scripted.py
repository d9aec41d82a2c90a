"""A mail server that says what a script tells it to, word for word, for what no library's server does."""

import socket
import threading


class Scripted:
    """`script`: a command (BANNER and END, after a message, too) -> its answer, or what gives one of (line, messages
    taken over this connection); None: as usual. DROP ends the connection."""

    DROP = "drop"

    def __init__(self, script, host="127.0.0.1"):
        self.script, self.messages, self.commands, self.connections = script, [], [], 0
        self.listening = socket.create_server((host, 0))
        self.url = f"smtp://{host}:{self.listening.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection = self.listening.accept()[0]
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def answer(self, word, line, taken, usual):
        answer = self.script.get(word)
        answer = answer(line, taken) if callable(answer) else answer
        return usual if answer is None else answer

    def serve(self, connection):
        with connection, connection.makefile("rwb") as stream:
            try:
                self.talk(stream)
            except (OSError, ValueError):
                pass
            connection.shutdown(socket.SHUT_RDWR)

    def talk(self, stream):
        def say(answer):
            if answer == self.DROP:
                raise ValueError(answer)
            stream.write(answer.encode() + b"\r\n")
            stream.flush()

        taken = 0
        say(self.answer("BANNER", "", taken, "220 ready"))
        for raw in stream:
            line = raw.decode("ascii").rstrip("\r\n")
            self.commands.append(line)
            word = line.split(" ")[0]
            usual = {"DATA": "354 go on", "QUIT": "221 bye"}.get(word, "250 ok")
            answer = self.answer(word, line, taken, usual)
            say(answer)
            if word == "DATA" and answer.startswith("354"):
                lines = []
                for part in stream:
                    if part == b".\r\n":
                        break
                    lines.append(part)
                taken += 1
                self.messages.append(b"".join(lines))
                say(self.answer("END", "", taken, "250 kept"))

    def recipients(self):
        return [line[len("RCPT TO:<"):-1] for line in self.commands if line.startswith("RCPT")]

    def stop(self):
        self.listening.close()
