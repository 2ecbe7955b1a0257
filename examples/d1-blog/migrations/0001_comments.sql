CREATE TABLE `comments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`post_id` integer NOT NULL,
	`author` text NOT NULL,
	`text` text NOT NULL,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
INSERT INTO `posts` (`slug`, `title`, `body`, `published`) VALUES ('hello', 'Hello', 'The first post.', true), ('draft', 'Not yet', 'Nobody reads this.', false);
