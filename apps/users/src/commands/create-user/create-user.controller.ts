import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '@warren/platform';
import { UserResponse } from '../../api/user.response';
import { CreateUser } from './create-user.command';
import { CreateUserHandler } from './create-user.handler';
import { CreateUserRequest } from './create-user.request';

@ApiTags('users')
@Controller('users')
export class CreateUserController {
  constructor(private readonly handler: CreateUserHandler) {}

  @Post()
  @Public('Who signs up has no account yet.')
  @ApiOperation({ summary: 'Create a user' })
  @ApiCreatedResponse({ type: UserResponse, description: 'The user; `Location` is its address.' })
  async create(
    @Body() { name, email }: CreateUserRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserResponse> {
    const user = await this.handler.execute(new CreateUser(name, email));
    const body = UserResponse.of(user);
    response.location(`/users/${body.id}`);
    return body;
  }
}
