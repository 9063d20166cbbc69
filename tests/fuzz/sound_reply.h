/* SPDX-License-Identifier: MIT
 * What must hold of every reply, whatever packet it was made of. */
#ifndef FUZZ_SOUND_REPLY_H
#define FUZZ_SOUND_REPLY_H

struct packet;
struct probe_set;
struct reply;

/* Ends the program unless the reply's numbers are the schema's, its evidence is one
 * that its kind can have, and the packet does hold that evidence. */
void sound_reply_require(const struct probe_set *set, const struct packet *packet,
                         const struct reply *reply);

#endif
