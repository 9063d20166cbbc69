/* SPDX-License-Identifier: MIT
 * A bounded queue from one thread to one other, without locks. */
#ifndef BASE_RING_H
#define BASE_RING_H

#include <stdbool.h>
#include <stddef.h>

struct ring;

/* `capacity` elements, a power of two; NULL when out of memory. */
struct ring *ring_create(size_t capacity, size_t element_size);
void ring_destroy(struct ring *ring); /* NULL is fine */

/* For the one producer. Push copies the element in; false if the ring is full. */
bool ring_push(struct ring *ring, const void *element);
size_t ring_room(const struct ring *ring); /* elements that can be pushed now */

/* For the one consumer. Pop copies the element out; false if the ring is empty. */
bool ring_pop(struct ring *ring, void *element);

/* How many elements were ever pushed, for the producer, and popped, for the consumer.
 */
size_t ring_pushed(const struct ring *ring);
size_t ring_popped(const struct ring *ring);

#endif
